import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { defer } from '../../support/cleanup.js';
import { Person } from '../../support/cli-process.js';
import { randomKey } from '../../support/every-database.js';
import { oneLine } from '../../support/one-line.js';
import { ServerProcess } from '../../support/server-process.js';
import { contentOf } from '../../support/sqlite-content.js';

/** Several processes at once, beside other suites. */
jest.setTimeout(60_000);

const URLS =
  'mysql://user:password@host:3306/database, postgres://user:password@host:5432/database or sqlite:<path>; special characters of user and password percent-encoded';
const KEY = randomKey();

/** What `mcpjungle start` says to flags and to what it finds where they point. */
const FLAGS: [flags: string, code: number, line: string, env?: NodeJS.ProcessEnv][] = [
  ['--port http', 2, '--port: Expected an integer but received: http (see `mcpjungle start --help`)'],
  [
    '--port 70000',
    2,
    '--port: Expected an integer less than or equal to 65535 but received: 70000 (see `mcpjungle start --help`)',
  ],
  [
    '--port -1',
    2,
    '--port: Expected an integer greater than or equal to 0 but received: -1 (see `mcpjungle start --help`)',
  ],
  ['--host "a b"', 1, 'cannot start: HOST is "a b"; it takes an IP address or a host name'],
  ['--enterprise=yes', 2, 'unexpected argument: yes (see `mcpjungle start --help`)'],
  ['now', 2, 'unexpected argument: now (see `mcpjungle start --help`)'],
  [
    '--database-url oracle://u:s3cret@h',
    1,
    `cannot start: --database-url is not a database URL (not shown); it takes ${URLS}`,
  ],
  [
    '--database-url mysql://u:s3cret%zz@h',
    1,
    `cannot start: --database-url has a "%" that encodes nothing (not shown); it takes ${URLS}`,
  ],
  [
    '--database-url "postgres://u:s3cret@h/d?sslmode=require"',
    1,
    'cannot start: --database-url has the parameter "sslmode"; it takes none but sslmode=disable: TLS is turned on by DATABASE_TLS_CA_FILE',
  ],
  [
    '--database-url mysql://u:s3cret@h/d',
    1,
    'cannot start: SECRET_KEY is not set; with MySQL or PostgreSQL it takes 32 bytes in base64, for example from: openssl rand -base64 32',
  ],
  [
    '--database-url mysql://u:s3cret@127.0.0.1:1/d',
    1,
    'cannot start: cannot connect to MySQL d at 127.0.0.1:1 (ECONNREFUSED); is it running, and are host and port right?',
    { SECRET_KEY: KEY },
  ],
  [
    '--database-url postgres://u:s3cret@127.0.0.1:1/d',
    1,
    'cannot start: cannot connect to PostgreSQL d at 127.0.0.1:1 (ECONNREFUSED); is it running, and are host and port right?',
    { SECRET_KEY: KEY },
  ],
  ['--sqlite-db-path .', 1, 'cannot start: "<home>" is a folder; name a file for the SQLite database'],
  [
    '--sqlite-db-path notes.txt',
    1,
    'cannot start: "<home>/notes.txt" is not an SQLite database; name another file',
  ],
  [
    '--sqlite-db-path notes.txt/my.db',
    1,
    'cannot start: "<home>/notes.txt" is no folder; name another path with --sqlite-db-path',
  ],
  [
    '--sqlite-db-path /proc/my.db',
    1,
    'cannot start: the SQLite file "/proc/my.db" cannot be written (SQLITE_CANTOPEN); make it and its folder "/proc" writable, or name another with --sqlite-db-path',
  ],
];

describe('flags', () => {
  let person: Person;
  let before: string[];

  beforeAll(() => {
    person = new Person();
    person.writes('notes.txt', 'This is not a database, only a long enough text.'.repeat(100));
    before = readdirSync(person.home);
  });

  it.concurrent.each(FLAGS)('start %s', async (flags, code, line, env = {}) => {
    const result = await person.types(`mcpjungle start ${flags}`, { PORT: '0', ...env });
    expect(oneLine(result, { '<home>': person.home })).toEqual([code, line]);
  });

  it('leaves everything as it was', () => {
    expect(readdirSync(person.home)).toEqual(before);
  });
});

/** Where the server shall listen, in a folder of its own each. */
const ADDRESSES: [flags: string, line: string][] = [
  [
    '--port <taken>',
    '127.0.0.1:<taken> is in use by another program; choose another port with --port or PORT',
  ],
  [
    '--host nobody.invalid',
    'nobody.invalid:0 is no address of this machine; choose another with --host or HOST',
  ],
  ['--host 203.0.113.7', '203.0.113.7:0 is no address of this machine; choose another with --host or HOST'],
];

it.concurrent.each(ADDRESSES)('start %s', async (flags, line) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  defer(() => other.close());
  const taken = String((other.address() as { port: number }).port);
  const result = await new Person().types(`mcpjungle start ${flags.replace('<taken>', taken)}`, {
    PORT: '0',
  });
  expect(oneLine(result, { '<taken>': taken })).toEqual([1, `cannot start: ${line}`]);
});

describe('a database that an enterprise server left', () => {
  let original: string;

  beforeAll(async () => {
    const server = await ServerProcess.start({ flags: ['--enterprise', '--host', '127.0.0.1'] });
    await new Person({ env: { MCPJUNGLE_REGISTRY: server.url } }).mcpjungle('init-server');
    await server.stop();
    original = server.folder;
  });

  /** @returns the home of somebody who has a copy of that database, with its key */
  function withCopy(): Person {
    const person = new Person();
    for (const name of ['mcpjungle.db', 'mcpjungle.db.key']) {
      copyFileSync(join(original, name), join(person.home, name));
    }
    return person;
  }

  const execute = (person: Person, sql: string) => {
    const file = new Sqlite(join(person.home, 'mcpjungle.db'));
    file.exec(sql);
    file.close();
  };
  const NOTHING = () => undefined;
  const ENTERPRISE = { SERVER_MODE: 'enterprise' };

  it.concurrent.each<[string, (person: Person) => unknown, NodeJS.ProcessEnv, string]>([
    [
      'in development mode',
      NOTHING,
      {},
      'the database was initialized in enterprise mode and cannot be started in development mode; start with --enterprise or name another database',
    ],
    [
      'with RESET_ADMIN alone',
      NOTHING,
      { ...ENTERPRISE, RESET_ADMIN: '1' },
      'RESET_ADMIN is set and ADMIN_ACCESS_TOKEN is not; it takes the new token',
    ],
    [
      'with another key',
      NOTHING,
      { ...ENTERPRISE, SECRET_KEY: KEY },
      'SECRET_KEY is not the key this database was written with; set that one, or set it as SECRET_KEY_PREVIOUS beside a new SECRET_KEY',
    ],
    [
      'without its key',
      (person) => rmSync(join(person.home, 'mcpjungle.db.key')),
      ENTERPRISE,
      'the key this database was written with is gone: put "<home>/mcpjungle.db.key" back, or set SECRET_KEY to it',
    ],
    [
      'with a key file that holds something else',
      (person) => person.writes('mcpjungle.db.key', 'something else'),
      ENTERPRISE,
      'the key file "<home>/mcpjungle.db.key" does not hold 32 bytes in base64; put the right one back, or set SECRET_KEY',
    ],
    [
      'with a key file that is a folder',
      (person) => {
        rmSync(join(person.home, 'mcpjungle.db.key'));
        mkdirSync(join(person.home, 'mcpjungle.db.key'));
      },
      ENTERPRISE,
      'the key file "<home>/mcpjungle.db.key" cannot be read (EISDIR); make it readable, or set SECRET_KEY',
    ],
    [
      'after a newer version',
      (person) =>
        execute(person, "INSERT INTO migrations (timestamp, name) VALUES (4102444800000, 'Later1')"),
      ENTERPRISE,
      'SQLite <home>/mcpjungle.db was written by a newer version of mcpjungle (Later1 is unknown here); start that version, or restore a backup',
    ],
    [
      'that is damaged',
      (person) => writeFileSync(join(person.home, 'mcpjungle.db'), damaged(join(original, 'mcpjungle.db'))),
      ENTERPRISE,
      'the SQLite file "<home>/mcpjungle.db" is damaged; restore a backup',
    ],
  ])('%s', async (_, spoil, env, line) => {
    const person = withCopy();
    spoil(person);
    const before = stateOf(person);
    const result = await person.types('mcpjungle start', { PORT: '0', HOST: '127.0.0.1', ...env });
    expect(oneLine(result, { '<home>': person.home })).toEqual([1, `cannot start: ${line}`]);
    expect(stateOf(person)).toEqual(before);
  });
});

/** The database file with all but its first page and its last overwritten. */
function damaged(path: string): Buffer {
  const bytes = readFileSync(path);
  return bytes.fill(0x2a, 4096, bytes.length - 4096);
}

/** Every file's name, and what is in it; of a damaged database its size. */
function stateOf({ home }: Person): unknown {
  const names = readdirSync(home).filter((name) => !/-(wal|shm)$/.test(name));
  return names.map((name) => {
    const path = join(home, name);
    if (statSync(path).isDirectory()) return name;
    return [name, name.endsWith('.db') ? databaseContent(path) : readFileSync(path, 'utf8')];
  });
}

function databaseContent(path: string): unknown {
  try {
    return contentOf(path);
  } catch {
    return statSync(path).size;
  }
}
