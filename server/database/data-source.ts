import mysql from 'mysql2';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { DatabaseTarget } from '../config/database-target.js';
import { speakDialect } from './dialect.js';
import { ENTITIES } from './entities.js';
import { MIGRATIONS } from './migrations/index.js';

/** Connections a process keeps to a database server. */
const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;
/** A statement that takes longer is given up: none of ours comes near. */
const QUERY_TIMEOUT_MS = 15_000;
/** How long SQLite waits for another process to finish writing. */
const BUSY_TIMEOUT_MS = 5_000;

const COMMON = {
  entities: ENTITIES,
  migrations: MIGRATIONS,
  migrationsTableName: 'migrations',
  // All or nothing where the database can undo schema changes: not on MySQL.
  migrationsTransactionMode: 'each',
  synchronize: false,
  logging: false,
} as const;

/** The one place that says how to reach a database: for the server, the `typeorm` command line and the tests. */
export function createDataSource(target: DatabaseTarget): DataSource {
  return speakDialect(new DataSource(optionsFor(target)));
}

function optionsFor(target: DatabaseTarget): DataSourceOptions {
  if (target.type === 'sqlite') {
    return {
      ...COMMON,
      type: 'better-sqlite3',
      database: target.path,
      enableWAL: true,
      timeout: BUSY_TIMEOUT_MS,
    };
  }
  const { host, port, username, password, database, tlsCa } = target;
  const server = { ...COMMON, host, port, username, password, database, ssl: tlsOptions(tlsCa) };
  return target.type === 'postgres'
    ? {
        ...server,
        type: 'postgres',
        poolSize: POOL_SIZE,
        connectTimeoutMS: CONNECT_TIMEOUT_MS,
        extra: { query_timeout: QUERY_TIMEOUT_MS, statement_timeout: QUERY_TIMEOUT_MS, keepAlive: true },
      }
    : {
        ...server,
        type: 'mariadb',
        poolSize: POOL_SIZE,
        connectTimeout: CONNECT_TIMEOUT_MS,
        driver: { ...mysql, createPool: createUtcPool },
        charset: 'utf8mb4',
        timezone: 'Z',
        enableQueryTimeout: true,
        maxQueryExecutionTime: QUERY_TIMEOUT_MS,
      };
}

function tlsOptions(ca: string | undefined) {
  return ca === undefined ? undefined : { ca, rejectUnauthorized: true };
}

/** MySQL fills in moments in the session's time zone, which is the server's unless it is told. */
function createUtcPool(options: mysql.PoolOptions): mysql.Pool {
  const pool = mysql.createPool(options);
  pool.on('connection', (connection) => connection.query("SET time_zone = '+00:00'"));
  return pool;
}
