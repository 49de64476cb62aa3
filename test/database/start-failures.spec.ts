import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ConfigError } from '../../server/config/config-error.js';
import { loadConfig } from '../../server/config/load-config.js';
import { connect } from '../../server/database/data-source.js';
import { migrate } from '../../server/database/migrate.js';
import { freePort } from '../support/ports.js';
import { freshSqlite, onEveryDatabase, onEveryDatabaseServer, randomKey } from '../support/every-database.js';
import { openStorage } from '../support/storage.js';
import { temporaryFolder } from '../support/temp.js';

const SECRET_KEY = randomKey();

const targetOf = (url: string) => loadConfig({ env: { DATABASE_URL: url, SECRET_KEY }, cwd: '/' }).database;

/** The line that a start prints. */
async function lineOf(start: Promise<unknown>): Promise<string> {
  const error: unknown = await start.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  const { message } = error as Error;
  expect(message).not.toContain('\n');
  return message;
}

const start = (url: string) => openStorage({ DATABASE_URL: url, SECRET_KEY });

onEveryDatabase(({ fresh }) => {
  it('refuses a database that a newer version wrote, and leaves it as it is', async () => {
    const url = await fresh();
    await migrate(targetOf(url));
    const source = await connect(targetOf(url));
    await source.query(
      "INSERT INTO migrations (timestamp, name) VALUES (4102444800000, 'Later4102444800000')",
    );
    expect(await lineOf(start(url))).toMatch(
      /was written by a newer version of mcpjungle \(Later4102444800000 is unknown here\); start that version, or restore a backup$/,
    );
    const kept: unknown = await source.query('SELECT name FROM migrations');
    expect(kept).toHaveLength(source.migrations.length + 1);
    await source.destroy();
  });

  it('refuses a database that is somebody else’s, and leaves it as it is', async () => {
    const url = await fresh();
    const source = await connect(targetOf(url));
    await source.query('CREATE TABLE users (id INT)');
    expect(await lineOf(start(url))).toMatch(
      / has a table "users" that is not of this program; name an empty database$/,
    );
    const runner = source.createQueryRunner();
    expect(await runner.hasTable('server_config')).toBe(false);
    await runner.release();
    await source.destroy();
  });

  it('refuses a secret key that the database was not written with', async () => {
    const url = await fresh();
    await start(url);
    const other = openStorage({ DATABASE_URL: url, SECRET_KEY: randomBytes(32).toString('base64') });
    expect(await lineOf(other)).toBe(
      'SECRET_KEY is not the key this database was written with; set that one, or set it as SECRET_KEY_PREVIOUS beside a new SECRET_KEY',
    );
    await start(url);
  });
});

onEveryDatabaseServer(({ kind, server }) => {
  const product = { MariaDB: 'MySQL', PostgreSQL: 'PostgreSQL' }[kind];

  it('says that nobody listens', async () => {
    const url = server().url.replace(/:\d+\//, `:${await freePort()}/`);
    expect(await lineOf(start(url))).toMatch(
      new RegExp(
        `^cannot connect to ${product} \\w+ at 127.0.0.1:\\d+ \\(ECONNREFUSED\\); is it running, and are host and port right\\?$`,
      ),
    );
  });

  it('says that user or password are wrong, without the password', async () => {
    const url = server().url.replace(/:[^:@]+@/, ':not-the-one@');
    expect(await lineOf(start(url))).toMatch(
      new RegExp(`^${product} \\w+ at 127.0.0.1:\\d+ refuses the user "tester": wrong user or password`),
    );
  });

  it('says that there is no such database', async () => {
    const url = server().url.replace(/\w+$/, 'nowhere');
    expect(await lineOf(start(url))).toMatch(
      new RegExp(
        `^${product} nowhere at 127.0.0.1:\\d+: there is no such database, or "tester" may not use it; create it, or grant access \\(\\w+\\)$`,
      ),
    );
  });

  it('goes on where a migration broke off', async () => {
    const url = await server().freshDatabase();
    const target = targetOf(url);
    await migrate(target);
    const source = await connect(target);
    for (const table of ['tools', 'prompts', 'resources', 'resource_templates']) {
      await source.query(`DROP TABLE ${table}`);
    }
    await source.query('DELETE FROM migrations');
    await migrate(target);
    expect(await source.query('SELECT * FROM tools')).toEqual([]);
    expect(await source.query('SELECT id FROM server_config')).toHaveLength(1);
    await source.destroy();
  });
});

const SQLITE_FAILURES: [string, (folder: string) => string, string][] = [
  ['a folder', (folder) => folder, '"<folder>" is a folder; name a file for the SQLite database'],
  [
    'a file that is no database',
    (folder) => {
      writeFileSync(
        join(folder, 'notes.txt'),
        'This is not a database, only a long enough text.'.repeat(100),
      );
      return join(folder, 'notes.txt');
    },
    '"<folder>/notes.txt" is not an SQLite database; name another file',
  ],
  [
    'a folder that cannot be made',
    (folder) => {
      writeFileSync(join(folder, 'file'), '');
      return join(folder, 'file', 'test.db');
    },
    '"<folder>/file" is no folder; name another path with --sqlite-db-path',
  ],
  [
    'a place where nobody may write',
    () => '/proc/test.db',
    'the SQLite file "/proc/test.db" cannot be written (SQLITE_CANTOPEN); make it and its folder "/proc" writable, or name another with --sqlite-db-path',
  ],
];

it.each(SQLITE_FAILURES)('refuses %s, and leaves no key file there', async (_, place, line) => {
  const folder = temporaryFolder();
  const data = join(folder, 'data');
  mkdirSync(data);
  const path = place(data);
  const before = [readdirSync(folder), readdirSync(data)];
  expect((await lineOf(openStorage({ SQLITE_DB_PATH: path }))).replaceAll(data, '<folder>')).toBe(line);
  expect([readdirSync(folder), readdirSync(data)]).toEqual(before);
});

it('refuses a database whose key file is gone, and makes no other one', async () => {
  const url = await freshSqlite();
  const path = url.replace('sqlite:', '');
  await start(url);
  expect(await lineOf(openStorage({ DATABASE_URL: url }))).toBe(
    `the key this database was written with is gone: put "${path}.key" back, or set SECRET_KEY to it`,
  );
  expect(() => readdirSync(`${path}.key`)).toThrow('ENOENT');
});
