import type { DataSource } from 'typeorm';
import { ConfigError } from '../config/config-error.js';
import { type DatabaseTarget, describeDatabase } from '../config/database-target.js';
import { connect } from './data-source.js';
import { dialectOf } from './dialect.js';
import { explainStartFailure } from './start-failure.js';
import { underMigrationLock } from './migration-lock.js';

/** Rebuilding a large table takes longer than a statement may otherwise. */
const MIGRATION_TIMEOUT_MS = 600_000;

/**
 * Brings the tables up to date. Of several processes at once one does it and the others wait.
 * @throws ConfigError: one line that says why the database cannot be used
 */
export async function migrate(target: DatabaseTarget): Promise<void> {
  try {
    const source = await connect(target, { statementTimeoutMs: MIGRATION_TIMEOUT_MS });
    await underMigrationLock(source, () => migrateLocked(source, target)).finally(() => source.destroy());
  } catch (error) {
    throw explainStartFailure(error, target);
  }
}

async function migrateLocked(source: DataSource, target: DatabaseTarget): Promise<void> {
  await refuseUnknown(source, target);
  // SQLite's lock is a transaction already.
  const transaction = dialectOf(source) === 'better-sqlite3' ? 'none' : 'each';
  await source.runMigrations({ transaction });
}

/** Tables that this program did not make, or a later version of it did, are left alone. */
async function refuseUnknown(source: DataSource, target: DatabaseTarget): Promise<void> {
  const applied = await appliedMigrations(source);
  const known = new Set(source.migrations.map(({ name, constructor }) => name ?? constructor.name));
  const newer = applied?.find((name) => !known.has(name));
  if (newer !== undefined) {
    throw new ConfigError(
      `${describeDatabase(target)} was written by a newer version of mcpjungle (${newer} is unknown here); start that version, or restore a backup`,
    );
  }
  const foreign = applied === undefined ? await existingTable(source) : undefined;
  if (foreign !== undefined) {
    throw new ConfigError(
      `${describeDatabase(target)} has a table "${foreign}" that is not of this program; name an empty database`,
    );
  }
}

/** @returns undefined when this program has never been here */
async function appliedMigrations(source: DataSource): Promise<string[] | undefined> {
  const runner = source.createQueryRunner();
  try {
    if (!(await runner.hasTable('migrations'))) return undefined;
    const rows = (await runner.query('SELECT name FROM migrations ORDER BY id')) as { name: string }[];
    return rows.map(({ name }) => name);
  } finally {
    await runner.release();
  }
}

/** @returns the name of a table that is about to be created and is there already */
async function existingTable(source: DataSource): Promise<string | undefined> {
  const runner = source.createQueryRunner();
  try {
    for (const { tableName } of source.entityMetadatas) {
      if (await runner.hasTable(tableName)) return tableName;
    }
    return undefined;
  } finally {
    await runner.release();
  }
}
