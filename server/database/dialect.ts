import type { DataSource } from 'typeorm';

/** The three kinds of database, as TypeORM names them; `mariadb` stands for MySQL too. */
export type Dialect = 'better-sqlite3' | 'mariadb' | 'postgres';

export function dialectOf(source: DataSource): Dialect {
  return source.options.type as Dialect;
}

/**
 * Says in each database's own words what entities can state only one way for all: long text is
 * `longtext` on MySQL (its `text` ends at 64 KiB), moments are `timestamp with time zone` on PostgreSQL
 * (its plain `timestamp` is read in the time zone of whichever process reads it), and SQLite's only integer is as
 * big as any.
 */
export function speakDialect(source: DataSource): DataSource {
  const { driver } = source;
  const normalize = driver.normalizeType.bind(driver);
  if (dialectOf(source) === 'mariadb') {
    driver.normalizeType = (column) => (column.type === 'text' ? 'longtext' : normalize(column));
  }
  if (dialectOf(source) === 'better-sqlite3') {
    driver.normalizeType = (column) => (column.type === 'bigint' ? 'integer' : normalize(column));
  }
  if (dialectOf(source) === 'postgres') {
    driver.normalizeType = (column) =>
      column.type === Date ? 'timestamp with time zone' : normalize(column);
    driver.mappedDataTypes.createDate = 'timestamp with time zone';
    driver.mappedDataTypes.updateDate = 'timestamp with time zone';
  }
  return source;
}
