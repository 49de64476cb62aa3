import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConfigError } from './config-error.js';
import { describeDatabase } from './database-target.js';
import { type ConfigFlags, loadConfig } from './load-config.js';

const REDIS_URLS =
  'redis://user:password@host:6379 or, for TLS, rediss://…; special characters of user and password percent-encoded';
const KEY = Buffer.alloc(32, 7).toString('base64');

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'mcpjungle-config-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const load = (env: NodeJS.ProcessEnv = {}, flags: ConfigFlags = {}) => loadConfig({ env, flags, cwd });

function failure(env: NodeJS.ProcessEnv, flags: ConfigFlags = {}): string {
  try {
    load(env, flags);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message.replaceAll(cwd, '<cwd>');
  }
  throw new Error('nothing was refused');
}

describe('defaults', () => {
  it('are those of development mode', () => {
    expect(load()).toMatchObject({
      PORT: 8080,
      HOST: '127.0.0.1',
      SERVER_MODE: 'development',
      CHANGE_POLL_MS: 1000,
      MCP_SERVER_INIT_REQ_TIMEOUT_SEC: 30,
      TOOL_CALL_TIMEOUT_SEC: 300,
      SESSION_IDLE_TIMEOUT_SEC: 3600,
      MAX_BODY_BYTES: 16_777_216,
      ALLOWED_HOSTS: ['localhost', '127.0.0.1', '[::1]'],
      ALLOWED_ORIGINS: [],
      TRUST_PROXY: 0,
      RESET_ADMIN: false,
      LOG_LEVEL: 'info',
      warnings: [],
      database: { type: 'sqlite', path: join(cwd, 'mcpjungle.db') },
      secretKeyFile: join(cwd, 'mcpjungle.db.key'),
    });
    expect(load().MAX_SESSIONS_PER_SERVER).toBeUndefined();
  });

  it('depend on the mode', () => {
    expect(load({ SERVER_MODE: 'enterprise' })).toMatchObject({ HOST: '0.0.0.0', ALLOWED_HOSTS: ['*'] });
    expect(load({ PUBLIC_URL: 'https://mcp.example:8443/' })).toMatchObject({
      PUBLIC_URL: 'https://mcp.example:8443',
      ALLOWED_HOSTS: ['localhost', '127.0.0.1', '[::1]', 'mcp.example:8443'],
    });
  });
});

describe('sources', () => {
  it('reads .env, over which the environment wins, over which flags win', () => {
    writeFileSync(join(cwd, '.env'), 'PORT=1\nHOST=a\nLOG_LEVEL=debug\n');
    expect(load({ PORT: '2', HOST: 'b' }, { port: 3 })).toMatchObject({
      PORT: 3,
      HOST: 'b',
      LOG_LEVEL: 'debug',
    });
  });

  it('does not look at a variable whose flag is given', () => {
    expect(load({ PORT: 'x', SERVER_MODE: 'x' }, { port: '4', enterprise: true })).toMatchObject({
      PORT: 4,
      SERVER_MODE: 'enterprise',
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(load({ PORT: '', SECRET_KEY: '', ALLOWED_HOSTS: '' })).toMatchObject({ PORT: 8080 });
  });

  it('reads X from the file that X_FILE names, unless X is set', () => {
    writeFileSync(join(cwd, 'token'), ' from-file \n');
    expect(load({ INIT_TOKEN_FILE: 'token' }).INIT_TOKEN).toBe('from-file');
    expect(load({ INIT_TOKEN_FILE: 'token', INIT_TOKEN: 'itself' }).INIT_TOKEN).toBe('itself');
    expect(load({ PORT_FILE: 'token' }).PORT).toBe(8080);
  });

  it('keeps nothing of the environment that is not a variable of its own', () => {
    expect(Object.keys(load({ AWS_SECRET: 'x' }))).not.toContain('AWS_SECRET');
  });
});

describe('the allowed commands', () => {
  it.each([
    [{}, ['*']],
    [{ STDIO_ALLOWED_COMMANDS: 'npx, /usr/bin/python3' }, ['npx', '/usr/bin/python3']],
    [{ STDIO_ALLOWED_COMMANDS: '' }, []],
  ])('of %j are %j', (env, commands) => {
    expect(load(env).STDIO_ALLOWED_COMMANDS).toEqual(commands);
  });
});

describe('the mode', () => {
  it('may be called production, with a warning', () => {
    const config = load({ SERVER_MODE: 'production' });
    expect(config.SERVER_MODE).toBe('enterprise');
    expect(config.warnings).toContain('SERVER_MODE=production is deprecated; write SERVER_MODE=enterprise');
  });

  it('warns when development mode can be reached from elsewhere', () => {
    expect(load({ HOST: '0.0.0.0' }).warnings).toEqual([
      'development mode has no authentication, and 0.0.0.0 can be reached from other machines',
    ]);
    expect(load({ HOST: '::1' }).warnings).toEqual([]);
    expect(load({ SERVER_MODE: 'enterprise', STDIO_ALLOWED_COMMANDS: 'npx' }).warnings).toEqual([]);
  });

  it('warns when admins of an enterprise server may start any program', () => {
    const warning = 'admins may register any command as a stdio server; STDIO_ALLOWED_COMMANDS narrows that';
    expect(load({ SERVER_MODE: 'enterprise' }).warnings).toEqual([warning]);
    expect(load({ SERVER_MODE: 'enterprise', STDIO_ALLOWED_COMMANDS: 'npx,*' }).warnings).toEqual([warning]);
    expect(load().warnings).toEqual([]);
  });
});

describe('the database', () => {
  const everything = {
    SECRET_KEY: KEY,
    DATABASE_URL: 'mysql://u:p@url',
    MYSQL_HOST: 'mysql',
    POSTGRES_HOST: 'postgres',
    SQLITE_DB_PATH: 'path.db',
  };
  const chosen = (env: NodeJS.ProcessEnv, flags?: ConfigFlags) =>
    describeDatabase(load(env, flags).database).replace(cwd, '<cwd>');

  it('is the first that is named', () => {
    const { DATABASE_URL: _, ...noUrl } = everything;
    const { MYSQL_HOST: __, ...noMysql } = noUrl;
    const { POSTGRES_HOST: ___, ...noPostgres } = noMysql;
    const both = { databaseUrl: 'postgres://flag', sqliteDbPath: 'flag.db' };
    expect(chosen(everything, both)).toBe('PostgreSQL postgres at flag:5432');
    expect(chosen(everything, { sqliteDbPath: 'flag.db' })).toBe('SQLite <cwd>/flag.db');
    expect(chosen(everything)).toBe('MySQL mcpjungle at url:3306');
    expect(chosen(noUrl)).toBe('MySQL mcpjungle at mysql:3306');
    expect(chosen(noMysql)).toBe('PostgreSQL postgres at postgres:5432');
    expect(chosen(noPostgres)).toBe('SQLite <cwd>/path.db');
    expect(chosen({})).toBe('SQLite <cwd>/mcpjungle.db');
  });

  it.each([
    ['sqlite:a/b.db', 'SQLite <cwd>/a/b.db'],
    ['sqlite:/var/x.db', 'SQLite /var/x.db'],
    ['sqlite:///var/x.db', 'SQLite /var/x.db'],
    ['sqlite://x.db', 'SQLite <cwd>/x.db'],
    ['mariadb://u@[::1]:1/name', 'MySQL name at ::1:1'],
    ['postgresql://h/a%20b?sslmode=disable', 'PostgreSQL a b at h:5432'],
  ])('is named by %s', (url, description) => {
    expect(chosen({ DATABASE_URL: url, SECRET_KEY: KEY })).toBe(description);
  });

  it('keeps any user and password that are percent-encoded', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.string({ unit: 'binary' }),
        (username, password) => {
          const url = `mysql://${encodeURIComponent(username)}:${encodeURIComponent(password)}@h/d`;
          expect(load({ DATABASE_URL: url, SECRET_KEY: KEY }).database).toMatchObject({ username, password });
        },
      ),
    );
  });
});

describe('REDIS_URL', () => {
  it.each([
    ['redis://h', { host: 'h', port: 6379, tls: false }],
    ['redis://[::1]:7000/3', { host: '::1', port: 7000, tls: false }],
    ['rediss://u%40x:p%2Fw@h', { host: 'h', port: 6379, tls: true, username: 'u@x', password: 'p/w' }],
  ])('%s is understood', (url, redis) => {
    expect(load({ REDIS_URL: url }).redis).toEqual(redis);
    writeFileSync(join(cwd, 'redis-url'), `${url}\n`);
    expect(load({ REDIS_URL_FILE: 'redis-url' }).redis).toEqual(redis);
    expect(load().redis).toBeUndefined();
  });
});

describe('secrets', () => {
  const secret = 'only-for-the-eyes-of-the-server';
  const env = {
    DATABASE_URL: `mysql://root:${secret}@h/d`,
    MYSQL_PASSWORD: secret,
    POSTGRES_PASSWORD: secret,
    INIT_TOKEN: secret,
    ADMIN_ACCESS_TOKEN: secret,
    REDIS_URL: `redis://:${secret}@h`,
    SECRET_KEY: KEY,
    SECRET_KEY_PREVIOUS: KEY,
  };

  it('are not in what prints, copies or serialises the configuration', () => {
    const config = load(env);
    expect(config.INIT_TOKEN).toBe(secret);
    for (const text of [
      inspect(config, { depth: 9 }),
      JSON.stringify(config),
      JSON.stringify({ ...config }),
    ]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(KEY);
    }
  });

  it('are in no error', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(env)), fc.string({ minLength: 8 }), (name, garbage) => {
        try {
          load({ ...env, [name]: `${secret} ${garbage}` });
        } catch (error) {
          expect(inspect(error)).not.toContain(secret);
        }
      }),
    );
  });
});

describe('what is refused', () => {
  const cases: [NodeJS.ProcessEnv, string, ConfigFlags?][] = [
    [{ PORT: 'http' }, 'PORT is "http"; it takes a whole number from 0 to 65535'],
    [{ PORT: '65536' }, 'PORT is 65536; it takes a whole number from 0 to 65535'],
    [{ PORT: '80.5' }, 'PORT is "80.5"; it takes a whole number from 0 to 65535'],
    [{}, '--port is "x"; it takes a whole number from 0 to 65535', { port: 'x' }],
    [{ HOST: 'a b' }, 'HOST is "a b"; it takes an IP address or a host name'],
    [{ SERVER_MODE: 'prod' }, 'SERVER_MODE is "prod"; it takes development or enterprise'],
    [{ RESET_ADMIN: 'yes' }, 'RESET_ADMIN is "yes"; it takes 1 or true, 0 or false'],
    [{ PUBLIC_URL: 'example.com' }, 'PUBLIC_URL is "example.com"; it takes an http or https URL'],
    [{ LOG_FORMAT: 'xml' }, 'LOG_FORMAT is "xml"; it takes json or pretty'],
    [
      { ALLOWED_ORIGINS: 'https://a.example, b' },
      'ALLOWED_ORIGINS is "https://a.example,b"; it takes origins such as https://example.com separated by commas',
    ],
    [
      { ALLOWED_HOSTS: 'http://a' },
      'ALLOWED_HOSTS is "http://a"; it takes hosts (host or host:port) separated by commas',
    ],
    [
      { UPSTREAM_DENY_CIDRS: '10.0.0.0/33' },
      'UPSTREAM_DENY_CIDRS is "10.0.0.0/33"; it takes address ranges such as 10.0.0.0/8 separated by commas',
    ],
    [
      { SECRET_KEY: 'short' },
      'SECRET_KEY is something else (not shown); it takes 32 bytes in base64, for example from: openssl rand -base64 32',
    ],
    [
      { ADMIN_ACCESS_TOKEN: 'short' },
      'ADMIN_ACCESS_TOKEN is something else (not shown); it takes 8 to 4096 visible ASCII characters without white space',
    ],
    [
      { SECRET_KEY_FILE: 'nowhere' },
      'SECRET_KEY_FILE is "<cwd>/nowhere", which cannot be read (ENOENT); it takes a readable file',
    ],
    [
      { DATABASE_TLS_CA_FILE: '.' },
      'DATABASE_TLS_CA_FILE is "<cwd>", which cannot be read (EISDIR); it takes a readable file',
    ],
    [
      { DATABASE_URL: 'mongodb://h' },
      'DATABASE_URL is not a database URL (not shown); it takes mysql://user:password@host:3306/database, postgres://user:password@host:5432/database or sqlite:<path>; special characters of user and password percent-encoded',
    ],
    [
      { DATABASE_URL: 'postgres://h/d?sslmode=require' },
      'DATABASE_URL has the parameter "sslmode"; it takes none but sslmode=disable: TLS is turned on by DATABASE_TLS_CA_FILE',
    ],
    ...['http://h', 'redis:h', 'redis://h?family=6', 'redis://h/x', 'redis://', 'h:6379'].map(
      (url): [NodeJS.ProcessEnv, string] => [
        { REDIS_URL: url },
        `REDIS_URL is no Redis URL (not shown); it takes ${REDIS_URLS}`,
      ],
    ),
    [
      { REDIS_URL: 'redis://:%zz@h' },
      `REDIS_URL has a "%" that encodes nothing (not shown); it takes ${REDIS_URLS}`,
    ],
    [
      { MYSQL_HOST: 'h' },
      'SECRET_KEY is not set; with MySQL or PostgreSQL it takes 32 bytes in base64, for example from: openssl rand -base64 32',
    ],
  ];

  it.each(cases)('%j: %s', (env, line, flags = {}) => {
    expect(failure(env, flags)).toBe(line);
  });

  it('is an empty file, or one without a certificate', () => {
    writeFileSync(join(cwd, 'empty'), '\n');
    expect(failure({ SECRET_KEY_FILE: 'empty' })).toBe(
      'SECRET_KEY_FILE is "empty", which is empty; it takes a file that holds SECRET_KEY',
    );
    expect(failure({ DATABASE_TLS_CA_FILE: 'empty' })).toBe(
      'DATABASE_TLS_CA_FILE is "empty", which holds no certificate; it takes a file of certificates in PEM',
    );
  });

  it('is told in one line, whatever the environment holds', () => {
    const names = Object.keys(load()).filter((name) => /^[A-Z_]+$/.test(name));
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.string({ minLength: 1 }), (name, value) => {
        try {
          load({ [name]: value.replaceAll('\0', '') });
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          expect((error as Error).message).not.toMatch(/[\r\n]/);
        }
      }),
    );
  });
});
