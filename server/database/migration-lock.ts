import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { ConfigError } from '../config/config-error.js';
import { dialectOf } from './dialect.js';

const LOCK_TIMEOUT_MS = 120_000;
const RETRY_MS = 100;
/** Any number that no other program is likely to use; PostgreSQL's locks are per database. */
const POSTGRES_KEY = 6_271_650_341;

const TRY_LOCK = {
  // MySQL's locks are per server, so the name holds that of the database, in a length that is allowed.
  mariadb: "SELECT GET_LOCK(CONCAT('mcpjungle:', SHA1(DATABASE())), 0) AS locked",
  postgres: `SELECT pg_try_advisory_lock(${POSTGRES_KEY}) AS locked`,
};

/** Runs work that one process at a time may do to a database. The lock goes with the connection, at the latest. */
export async function underMigrationLock(source: DataSource, work: () => Promise<void>): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    await (dialectOf(source) === 'better-sqlite3'
      ? underSqliteLock(runner, work)
      : underServerLock(runner, work));
  } finally {
    await runner.release();
  }
}

/** One transaction around all of it; the references between tables are not followed while tables are rebuilt. */
async function underSqliteLock(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  await runner.query('PRAGMA foreign_keys = OFF');
  await runner.startTransaction();
  try {
    await work();
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}

async function underServerLock(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  const sql = TRY_LOCK[dialectOf(runner.connection) as keyof typeof TRY_LOCK];
  const deadlineMs = Date.now() + LOCK_TIMEOUT_MS;
  while (!(await tryLock(runner, sql))) {
    if (Date.now() > deadlineMs) {
      throw new ConfigError(
        `another process has been migrating the database for ${LOCK_TIMEOUT_MS / 1000} s; wait for it to end, then start again`,
      );
    }
    await sleep(RETRY_MS);
  }
  await work();
}

async function tryLock(runner: QueryRunner, sql: string): Promise<boolean> {
  const [row] = (await runner.query(sql)) as [{ locked: number | string | boolean | null }];
  return row.locked === true || Number(row.locked) === 1;
}
