import { setTimeout as sleep } from 'node:timers/promises';
import type { Database as SqliteFile } from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import { driverErrorOf } from './database-errors.js';

/** How long to wait in all for another process to finish writing. */
const BUSY_TIMEOUT_MS = 5_000;
const RETRY_MS = 20;

/**
 * Makes transactions take the right to write when they begin. A transaction that first reads and then writes
 * would otherwise fail, without waiting, when another process wrote in between (SQLITE_BUSY_SNAPSHOT).
 */
export function exclusiveTransactions(file: SqliteFile): void {
  const prepare = file.prepare.bind(file);
  file.prepare = (sql: string) => prepare(sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE TRANSACTION' : sql);
}

interface BusyOptions {
  timeoutMs?: number;
  /** Asked after a failure. */
  mayRetry?: () => boolean;
}

/** Tries again while another process writes. SQLite's own waiting would stop everything in this process. */
export async function whileBusy<T>(
  attempt: () => Promise<T>,
  { timeoutMs = BUSY_TIMEOUT_MS, mayRetry = () => true }: BusyOptions = {},
): Promise<T> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || !mayRetry() || Date.now() > deadlineMs) throw error;
    }
    await sleep(RETRY_MS);
  }
}

function isBusy(error: unknown): boolean {
  return driverErrorOf(error)?.code?.startsWith('SQLITE_BUSY') ?? false;
}

/**
 * Cleans up after a failed transaction: one that could not begin, or that SQLite undid by itself, as it may when
 * the disk is full. TypeORM believes from there on that it is inside a transaction.
 */
export function endFailedTransaction(source: DataSource): void {
  const driver = source.driver as BetterSqlite3Driver;
  if (!driver.queryRunner?.isTransactionActive) return;
  const file = driver.databaseConnection as SqliteFile;
  if (file.inTransaction) file.exec('ROLLBACK');
  driver.queryRunner = undefined;
}
