import {
  type QueryRunner,
  Table,
  type TableColumnOptions,
  TableForeignKey,
  TableIndex,
  TableUnique,
} from 'typeorm';
import { type Dialect, dialectOf } from './dialect.js';

type Column = Omit<TableColumnOptions, 'name'>;

/** How each database spells the types that differ. */
const TYPES = {
  'better-sqlite3': {
    integer: 'integer',
    bigInteger: 'integer',
    boolean: 'boolean',
    text: 'text',
    moment: 'datetime',
  },
  mariadb: { integer: 'int', bigInteger: 'bigint', boolean: 'tinyint', text: 'longtext', moment: 'datetime' },
  postgres: {
    integer: 'integer',
    bigInteger: 'bigint',
    boolean: 'boolean',
    text: 'text',
    moment: 'timestamp with time zone',
  },
} satisfies Record<Dialect, Record<string, string>>;

const NOW = {
  'better-sqlite3': "datetime('now')",
  mariadb: 'CURRENT_TIMESTAMP(6)',
  postgres: 'now()',
} satisfies Record<Dialect, string>;

/** Columns that mean the same on every database, for migrations written once. */
export function columns(runner: QueryRunner) {
  const dialect = dialectOf(runner.connection);
  const types = TYPES[dialect];
  // MySQL compares names without regard to case and accents unless told otherwise.
  const exact: Partial<Column> =
    dialect === 'mariadb' ? { charset: 'utf8mb4', collation: 'utf8mb4_bin' } : {};
  const stamp: Column =
    dialect === 'mariadb'
      ? { type: types.moment, precision: 6, default: NOW[dialect] }
      : { type: types.moment, default: NOW[dialect] };
  const generated = { isPrimary: true, isGenerated: true, generationStrategy: 'increment' } as const;
  return {
    id: (): Column => ({ type: types.integer, ...generated }),
    /** For tables that may see more rows than an integer counts. */
    bigId: (): Column => ({ type: types.bigInteger, ...generated }),
    integer: (): Column => ({ type: types.integer }),
    bigInteger: (): Column => ({ type: types.bigInteger }),
    boolean: (): Column => ({ type: types.boolean }),
    varchar: (length: number): Column => ({ type: 'varchar', length: String(length), ...exact }),
    text: (): Column => ({ type: types.text, ...exact }),
    moment: (): Column => ({ type: types.moment, precision: 3 }),
    createdAt: (): Column => stamp,
    updatedAt: (): Column => (dialect === 'mariadb' ? { ...stamp, onUpdate: NOW[dialect] } : stamp),
  };
}

export function nullable(column: Column): Column {
  return { ...column, isNullable: true };
}

interface TableDescription {
  columns: Record<string, Column>;
  /** Columns by the name of the constraint. */
  unique?: Record<string, string[]>;
  /** Columns by the name of the index. */
  indexes?: Record<string, string[]>;
  foreignKeys?: Record<string, { column: string; references: string }>;
}

/**
 * Creates a table with named constraints; foreign keys refer to `id` and cascade. One that is there already is
 * left as it is: MySQL cannot undo what a migration did before it broke off.
 */
export function createTable(runner: QueryRunner, name: string, description: TableDescription): Promise<void> {
  const unique = Object.entries(description.unique ?? {});
  // TypeORM sees a unique constraint of MySQL as a unique index and nothing else.
  const asIndex = dialectOf(runner.connection) === 'mariadb';
  return runner.createTable(
    new Table({
      name,
      columns: Object.entries(description.columns).map(([key, column]) => ({ name: key, ...column })),
      uniques: asIndex ? [] : unique.map(([key, columnNames]) => new TableUnique({ name: key, columnNames })),
      indices: [
        ...(asIndex
          ? unique.map(([key, columnNames]) => new TableIndex({ name: key, columnNames, isUnique: true }))
          : []),
        ...Object.entries(description.indexes ?? {}).map(
          ([key, columnNames]) => new TableIndex({ name: key, columnNames }),
        ),
      ],
      foreignKeys: Object.entries(description.foreignKeys ?? {}).map(
        ([key, { column, references }]) =>
          new TableForeignKey({
            name: key,
            columnNames: [column],
            referencedTableName: references,
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
            onUpdate: 'NO ACTION',
          }),
      ),
    }),
    true,
  );
}
