import { resolve } from 'node:path';
import type { AppConfig } from './app-config.js';
import { ConfigError } from './config-error.js';

/** A database server and how to sign in there. */
export interface DatabaseServer {
  /** `mariadb` stands for MySQL too. */
  type: 'mariadb' | 'postgres';
  host: string;
  port: number;
  username: string;
  password: string;
  database: string;
  /** The certificate authority that the server's certificate is verified by, PEM; undefined: no TLS. */
  tlsCa?: string;
}

/** Which database to use. Never logged as it is: `describeDatabase` leaves the password out. */
export type DatabaseTarget = DatabaseServer | { type: 'sqlite'; path: string };

const SERVERS: Record<string, { type: 'mariadb' | 'postgres'; port: number; database: string } | undefined> =
  {
    'mysql:': { type: 'mariadb', port: 3306, database: 'mcpjungle' },
    'mariadb:': { type: 'mariadb', port: 3306, database: 'mcpjungle' },
    'postgres:': { type: 'postgres', port: 5432, database: 'postgres' },
    'postgresql:': { type: 'postgres', port: 5432, database: 'postgres' },
  };

export interface DatabaseChoice {
  config: AppConfig;
  flags: { databaseUrl?: string; sqliteDbPath?: string };
  cwd: string;
  tlsCa?: string;
}

/** The first that is named: `--database-url`, `--sqlite-db-path`, DATABASE_URL, MYSQL_*, POSTGRES_*, SQLITE_DB_PATH. */
export function chooseDatabase({ config, flags, cwd, tlsCa }: DatabaseChoice): DatabaseTarget {
  const sqlite = (path: string): DatabaseTarget => ({ type: 'sqlite', path: resolve(cwd, path) });
  if (flags.databaseUrl !== undefined)
    return fromUrl(flags.databaseUrl, { name: '--database-url', sqlite, tlsCa });
  if (flags.sqliteDbPath !== undefined) return sqlite(flags.sqliteDbPath);
  if (config.DATABASE_URL !== undefined)
    return fromUrl(config.DATABASE_URL, { name: 'DATABASE_URL', sqlite, tlsCa });
  if (config.MYSQL_HOST !== undefined) {
    return {
      type: 'mariadb',
      host: config.MYSQL_HOST,
      port: config.MYSQL_PORT,
      username: config.MYSQL_USER,
      password: config.MYSQL_PASSWORD,
      database: config.MYSQL_DB,
      tlsCa,
    };
  }
  if (config.POSTGRES_HOST !== undefined) {
    return {
      type: 'postgres',
      host: config.POSTGRES_HOST,
      port: config.POSTGRES_PORT,
      username: config.POSTGRES_USER,
      password: config.POSTGRES_PASSWORD,
      database: config.POSTGRES_DB,
      tlsCa,
    };
  }
  return sqlite(config.SQLITE_DB_PATH);
}

interface UrlContext {
  /** What the URL came from, for error lines. */
  name: string;
  sqlite: (path: string) => DatabaseTarget;
  tlsCa?: string;
}

function fromUrl(text: string, { name, sqlite, tlsCa }: UrlContext): DatabaseTarget {
  const path = /^sqlite:(?:\/\/(?!\/))?(.+)$/.exec(text)?.[1];
  if (path !== undefined) return sqlite(path);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const server = url && SERVERS[url.protocol];
  if (!server || url.hostname === '') {
    throw new ConfigError(
      `${name} is not a database URL (not shown: it may hold a password); it takes mysql://user:password@host:3306/name, ` +
        'postgres://user:password@host:5432/name or sqlite:<path>',
    );
  }
  return {
    type: server.type,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? server.port : Number(url.port),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || server.database,
    tlsCa,
  };
}

/** For people: what and where, without user or password. */
export function describeDatabase(target: DatabaseTarget): string {
  if (target.type === 'sqlite') return `SQLite ${target.path}`;
  const product = target.type === 'mariadb' ? 'MySQL' : 'PostgreSQL';
  return `${product} ${target.database} at ${target.host}:${target.port}`;
}
