import type { EventEmitter } from 'node:events';
import mysql from 'mysql2';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { DatabaseServer, DatabaseTarget } from '../config/database-target.js';
import { speakDialect } from './dialect.js';
import { ENTITIES } from './entities.js';
import { MIGRATIONS } from './migrations/index.js';
import { connectSocket, createSocket } from './sockets.js';
import { exclusiveTransactions, whileBusy } from './sqlite.js';

/** Connections a process keeps to a database server. */
export const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;
/** A statement that takes longer is given up: none of ours comes near. */
const STATEMENT_TIMEOUT_MS = 10_000;
/** How long a statement waits for a row that another transaction has written. */
const LOCK_TIMEOUT_MS = 5_000;
/** How much longer the server has than the statement: it knows better, and the connection stays usable. */
const GRACE_MS = 2_000;
/** How long SQLite itself waits for another process; everything in this process waits with it. */
const BUSY_TIMEOUT_MS = 50;

interface ConnectionLimits {
  statementTimeoutMs?: number;
}

const COMMON = {
  entities: ENTITIES,
  migrations: MIGRATIONS,
  migrationsTableName: 'migrations',
  synchronize: false,
  logging: false,
};

/** The one place that says how to reach a database: for the server, the `typeorm` command line and the tests. */
export function createDataSource(target: DatabaseTarget, limits: ConnectionLimits = {}): DataSource {
  return speakDialect(new DataSource(optionsFor(target, limits)));
}

/** @throws what the driver throws: `explainStartFailure` has words for it */
export async function connect(target: DatabaseTarget, limits?: ConnectionLimits): Promise<DataSource> {
  const source = await whileBusy(() => createDataSource(target, limits).initialize());
  if (target.type === 'postgres') outliveBrokenConnections(source);
  return source;
}

/**
 * A connection may break after the pool hands it out and before TypeORM listens to it, and an error that nobody
 * listens to ends the process. Whatever is then asked on it fails as it should.
 */
function outliveBrokenConnections(source: DataSource): void {
  const { master: pool } = source.driver as unknown as { master: EventEmitter };
  const ignore = () => {};
  pool.on('acquire', (connection: EventEmitter) => {
    if (!connection.listeners('error').includes(ignore)) connection.on('error', ignore);
  });
}

function optionsFor(
  target: DatabaseTarget,
  { statementTimeoutMs = STATEMENT_TIMEOUT_MS }: ConnectionLimits,
): DataSourceOptions {
  const silenceMs = statementTimeoutMs + GRACE_MS;
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
        extra: {
          statement_timeout: statementTimeoutMs,
          lock_timeout: LOCK_TIMEOUT_MS,
          keepAlive: true,
          stream: () => createSocket(silenceMs),
        },
      };
    case 'mariadb':
      return {
        ...COMMON,
        ...serverOptions(target),
        type: 'mariadb',
        connectTimeout: CONNECT_TIMEOUT_MS,
        driver: { ...mysql, createPool },
        charset: 'utf8mb4',
        timezone: 'Z',
        extra: { stream: () => connectSocket(target, silenceMs) },
      };
  }
}

function serverOptions({ host, port, username, password, database, tlsCa }: DatabaseServer) {
  // MySQL's driver compares no name unless told to verify the identity.
  const ssl = tlsCa === undefined ? undefined : { ca: tlsCa, rejectUnauthorized: true, verifyIdentity: true };
  return { host, port, username, password, database, ssl, poolSize: POOL_SIZE };
}

/**
 * MySQL fills in moments in the session's time zone, which is the server's unless it is told, and waits for locks
 * longer than we wait for an answer. Its transactions see what was committed when they first read, even in a row
 * that they lock later; PostgreSQL's see what is committed.
 */
function createPool(options: mysql.PoolOptions): mysql.Pool {
  const pool = mysql.createPool(options);
  pool.on('connection', (connection) => {
    connection.query(`SET time_zone = '+00:00', innodb_lock_wait_timeout = ${LOCK_TIMEOUT_MS / 1000}`);
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  });
  return pool;
}
