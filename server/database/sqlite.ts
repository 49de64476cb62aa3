import type { Database as SqliteFile } from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';

/**
 * Makes transactions take the right to write when they begin. A transaction that first reads and then writes
 * would otherwise fail, without waiting, when another process wrote in between (SQLITE_BUSY_SNAPSHOT).
 */
export function exclusiveTransactions(file: SqliteFile): void {
  const prepare = file.prepare.bind(file);
  file.prepare = (sql: string) => prepare(sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE TRANSACTION' : sql);
}

/**
 * Cleans up after a failed transaction: SQLite undoes some by itself, a full disk for one, and TypeORM, which
 * then fails to, believes from there on that it is still inside.
 */
export function endFailedTransaction(source: DataSource): void {
  const driver = source.driver as BetterSqlite3Driver;
  if (!driver.queryRunner?.isTransactionActive) return;
  const file = driver.databaseConnection as SqliteFile;
  if (file.inTransaction) file.exec('ROLLBACK');
  driver.queryRunner = undefined;
}
