import { beforeAll, describe } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startMariaDb, startPostgres, type TestDatabaseServer } from './databases.js';
import { temporaryFolder } from './temp.js';

export interface DatabaseUnderTest {
  kind: 'SQLite' | 'MariaDB' | 'PostgreSQL';
  /** @returns the DATABASE_URL of a new, empty database */
  fresh: () => Promise<string>;
}

export interface DatabaseServerUnderTest {
  kind: 'MariaDB' | 'PostgreSQL';
  start: typeof startMariaDb;
  /** The one that this describe block started. */
  server: () => TestDatabaseServer;
}

/** A SECRET_KEY. */
export function randomKey(): string {
  return randomBytes(32).toString('base64');
}

export function freshSqlite(): Promise<string> {
  return Promise.resolve(`sqlite:${join(temporaryFolder(), 'test.db')}`);
}

/** Declares the same tests for SQLite, MariaDB and PostgreSQL. */
export function onEveryDatabase(body: (database: DatabaseUnderTest) => void): void {
  describe('SQLite', () => body({ kind: 'SQLite', fresh: freshSqlite }));
  onEveryDatabaseServer(({ kind, server }) => body({ kind, fresh: () => server().freshDatabase() }));
}

/** Declares the same tests for MariaDB and PostgreSQL, each with a server of its own. */
export function onEveryDatabaseServer(body: (database: DatabaseServerUnderTest) => void): void {
  const kinds = [
    ['MariaDB', startMariaDb],
    ['PostgreSQL', startPostgres],
  ] as const;
  describe.each(kinds)('%s', (kind, start) => {
    let running: TestDatabaseServer;
    beforeAll(async () => {
      running = await start();
    }, 60_000);
    body({ kind, start, server: () => running });
  });
}
