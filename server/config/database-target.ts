import { resolve } from 'node:path';
import type { AppConfig } from './app-config.js';
import { parseDatabaseUrl } from './database-url.js';

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

interface DatabaseChoice {
  config: AppConfig;
  flags: { databaseUrl?: string; sqliteDbPath?: string };
  cwd: string;
  tlsCa?: string;
}

/** The first that is named: --database-url, --sqlite-db-path, DATABASE_URL, MYSQL_*, POSTGRES_*, SQLITE_DB_PATH. */
export function chooseDatabase({ config, flags, cwd, tlsCa }: DatabaseChoice): DatabaseTarget {
  const named = namedDatabase(config, flags);
  return named.type === 'sqlite' ? { ...named, path: resolve(cwd, named.path) } : { ...named, tlsCa };
}

function namedDatabase(config: AppConfig, flags: DatabaseChoice['flags']): DatabaseTarget {
  if (flags.databaseUrl !== undefined) return parseDatabaseUrl(flags.databaseUrl, '--database-url');
  if (flags.sqliteDbPath !== undefined) return { type: 'sqlite', path: flags.sqliteDbPath };
  if (config.DATABASE_URL !== undefined) return parseDatabaseUrl(config.DATABASE_URL, 'DATABASE_URL');
  if (config.MYSQL_HOST !== undefined) {
    return {
      type: 'mariadb',
      host: config.MYSQL_HOST,
      port: config.MYSQL_PORT,
      username: config.MYSQL_USER,
      password: config.MYSQL_PASSWORD,
      database: config.MYSQL_DB,
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
    };
  }
  return { type: 'sqlite', path: config.SQLITE_DB_PATH };
}

/** For people: what and where, without user or password. */
export function describeDatabase(target: DatabaseTarget): string {
  if (target.type === 'sqlite') return `SQLite ${target.path}`;
  const product = target.type === 'mariadb' ? 'MySQL' : 'PostgreSQL';
  return `${product} ${target.database} at ${target.host}:${target.port}`;
}
