import { createConnection, isIP, type Socket } from 'node:net';
import mysql from 'mysql2';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { DatabaseServer, DatabaseTarget } from '../config/database-target.js';
import { speakDialect } from './dialect.js';
import { ENTITIES } from './entities.js';
import { MIGRATIONS } from './migrations/index.js';
import { exclusiveTransactions, whileBusy } from './sqlite.js';
import { StuckConnections } from './stuck-connections.js';

/** Connections a process keeps to a database server. */
export const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;
/** A statement that takes longer is given up: none of ours comes near. */
const QUERY_TIMEOUT_MS = 10_000;
/** How long SQLite itself waits for another process; everything in this process waits with it. */
const BUSY_TIMEOUT_MS = 50;

interface ConnectionLimits {
  queryTimeoutMs?: number;
}

const COMMON = {
  entities: ENTITIES,
  migrations: MIGRATIONS,
  migrationsTableName: 'migrations',
  subscribers: [StuckConnections],
  synchronize: false,
  logging: false,
};

/** The one place that says how to reach a database: for the server, the `typeorm` command line and the tests. */
export function createDataSource(target: DatabaseTarget, limits: ConnectionLimits = {}): DataSource {
  return speakDialect(new DataSource(optionsFor(target, limits)));
}

/** @throws what the driver throws: `explainStartFailure` has words for it */
export function connect(target: DatabaseTarget, limits?: ConnectionLimits): Promise<DataSource> {
  return whileBusy(() => createDataSource(target, limits).initialize());
}

function optionsFor(
  target: DatabaseTarget,
  { queryTimeoutMs = QUERY_TIMEOUT_MS }: ConnectionLimits,
): DataSourceOptions {
  switch (target.type) {
    case 'sqlite':
      return {
        ...COMMON,
        type: 'better-sqlite3',
        database: target.path,
        timeout: BUSY_TIMEOUT_MS,
        enableWAL: true,
        prepareDatabase: exclusiveTransactions,
      };
    case 'postgres':
      return {
        ...COMMON,
        ...serverOptions(target),
        type: 'postgres',
        connectTimeoutMS: CONNECT_TIMEOUT_MS,
        // The server gives up first, which leaves the connection usable.
        extra: { statement_timeout: queryTimeoutMs, query_timeout: queryTimeoutMs + 2_000, keepAlive: true },
      };
    case 'mariadb':
      return {
        ...COMMON,
        ...serverOptions(target),
        type: 'mariadb',
        connectTimeout: CONNECT_TIMEOUT_MS,
        driver: { ...mysql, createPool: createUtcPool },
        charset: 'utf8mb4',
        timezone: 'Z',
        enableQueryTimeout: true,
        maxQueryExecutionTime: queryTimeoutMs,
        extra: { stream: () => connectSocket(target) },
      };
  }
}

function serverOptions({ host, port, username, password, database, tlsCa }: DatabaseServer) {
  // `verifyIdentity`, since MySQL's driver compares no name unless told; `host`, since PostgreSQL's would compare an IP
  // address's certificate with "localhost".
  const ssl =
    tlsCa === undefined ? undefined : { ca: tlsCa, rejectUnauthorized: true, verifyIdentity: true, host };
  return { host, port, username, password, database, ssl, poolSize: POOL_SIZE };
}

/**
 * MySQL's driver, too, would compare an IP address's certificate with "localhost". Node takes the name from where
 * its sockets keep the one they looked up, and an address is not looked up.
 */
function connectSocket({ host, port }: DatabaseServer): Socket {
  const socket = createConnection({ host, port, keepAlive: true, noDelay: true });
  return isIP(host) ? Object.assign(socket, { _host: host }) : socket;
}

/** MySQL fills in moments in the session's time zone, which is the server's unless it is told. */
function createUtcPool(options: mysql.PoolOptions): mysql.Pool {
  const pool = mysql.createPool(options);
  pool.on('connection', (connection) => connection.query("SET time_zone = '+00:00'"));
  return pool;
}
