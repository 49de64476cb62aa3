import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { ConfigError } from '../config/config-error.js';
import { dialectOf } from './dialect.js';
import { endFailedTransaction, whileBusy } from './sqlite.js';

const LOCK_TIMEOUT_MS = 60_000;
const RETRY_MS = 100;
/** Any number that no other program is likely to use; PostgreSQL's locks are per database. */
const POSTGRES_KEY = 6_271_650_341;

const TRY_LOCK = {
  // MySQL's locks are per server, so the name holds that of the database, in a length that is allowed.
  mariadb: "SELECT GET_LOCK(CONCAT('mcpjungle:', SHA1(DATABASE())), 0) AS locked",
  postgres: `SELECT pg_try_advisory_lock(${POSTGRES_KEY}) AS locked`,
};

/** Runs work that one process at a time may do to a database. The lock goes with the connection, at the latest. */
export function underMigrationLock(source: DataSource, work: () => Promise<void>): Promise<void> {
  return dialectOf(source) === 'better-sqlite3'
    ? underSqliteLock(source, work)
    : underServerLock(source, work);
}

/** One transaction around all of it; the references between tables are not followed while tables are rebuilt. */
async function underSqliteLock(source: DataSource, work: () => Promise<void>): Promise<void> {
  await source.query('PRAGMA foreign_keys = OFF');
  const begin = () => source.createQueryRunner().startTransaction().catch(cleanUp);
  await whileBusy(begin, { timeoutMs: LOCK_TIMEOUT_MS });
  const runner = source.createQueryRunner();
  try {
    await work();
    await runner.commitTransaction();
  } catch (error) {
    cleanUp(error);
  }

  function cleanUp(error: unknown): never {
    endFailedTransaction(source);
    throw error;
  }
}

async function underServerLock(source: DataSource, work: () => Promise<void>): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    await acquireLock(runner, TRY_LOCK[dialectOf(source) as keyof typeof TRY_LOCK]);
    await work();
  } finally {
    await runner.release();
  }
}

async function acquireLock(runner: QueryRunner, sql: string): Promise<void> {
  const deadlineMs = Date.now() + LOCK_TIMEOUT_MS;
  while (!(await tryLock(runner, sql))) {
    if (Date.now() > deadlineMs) {
      throw new ConfigError(
        `another process has been migrating the database for ${LOCK_TIMEOUT_MS / 1000} s; wait for it to end, then start again`,
      );
    }
    await sleep(RETRY_MS);
  }
}

async function tryLock(runner: QueryRunner, sql: string): Promise<boolean> {
  const [row] = (await runner.query(sql)) as [{ locked: number | string | boolean | null }];
  return row.locked === true || Number(row.locked) === 1;
}
