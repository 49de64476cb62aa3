import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from '../config/config-error.js';
import { type DatabaseServer, type DatabaseTarget, describeDatabase } from '../config/database-target.js';
import { type DriverError, driverErrorOf, SYSTEM_FAILURE, TLS_FAILURE } from './database-errors.js';

/** @returns one line for whoever started the server: what is wrong, where, what to do; never a password */
export function explainStartFailure(error: unknown, target: DatabaseTarget): unknown {
  const cause = driverErrorOf(error);
  if (!cause || error instanceof ConfigError) return error;
  const explanation =
    target.type === 'sqlite' ? explainSqlite(cause, target.path) : explainServer(cause, target);
  return explanation === undefined ? error : new ConfigError(explanation, { cause });
}

function explainSqlite({ code = '' }: DriverError, path: string): string | undefined {
  const where = `the SQLite file "${path}"`;
  if (isFolder(path)) return `"${path}" is a folder; name a file for the SQLite database`;
  if (/^(EEXIST|ENOTDIR)$/.test(code))
    return `"${dirname(path)}" is no folder; name another path with --sqlite-db-path`;
  if (code === 'SQLITE_NOTADB') return `"${path}" is not an SQLite database; name another file`;
  if (code === 'SQLITE_CORRUPT') return `${where} is damaged; restore a backup`;
  if (code === 'SQLITE_FULL') return `${where} cannot grow: no space left on its disk; free some`;
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return `${where} is locked by another process; end that first`;
  if (/^SQLITE_(CANTOPEN|READONLY|IOERR|PERM|AUTH)/.test(code) || SYSTEM_FAILURE.test(code)) {
    return `${where} cannot be written (${code}); make it and its folder "${dirname(path)}" writable, or name another with --sqlite-db-path`;
  }
  return undefined;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function explainServer({ code = '', message }: DriverError, target: DatabaseServer): string | undefined {
  const where = describeDatabase(target);
  // MariaDB says no more than this to someone who comes without TLS and must not.
  const tlsHint =
    target.type === 'mariadb' && target.tlsCa === undefined
      ? ', or TLS is needed (DATABASE_TLS_CA_FILE)'
      : '';
  if (code === 'ER_SECURE_TRANSPORT_REQUIRED' || /no encryption/.test(message)) {
    return `${where} takes TLS connections only; name its certificate authority in DATABASE_TLS_CA_FILE`;
  }
  if (TLS_FAILURE.test(code) || /SSL/.test(message)) {
    return `${where}: no TLS connection that DATABASE_TLS_CA_FILE verifies (${message})`;
  }
  if (/^(ER_ACCESS_DENIED_ERROR|28P01|28000)$/.test(code)) {
    return `${where} refuses the user "${target.username}": wrong user or password${tlsHint}`;
  }
  if (/^(ER_BAD_DB_ERROR|ER_DBACCESS_DENIED_ERROR|3D000|42501)$/.test(code)) {
    return `${where}: there is no such database, or "${target.username}" may not use it; create it, or grant access (${code})`;
  }
  if (SYSTEM_FAILURE.test(code) || /^PROTOCOL_/.test(code) || /timeout|terminated/i.test(message)) {
    return `cannot connect to ${where} (${code || message}); is it running, and are host and port right?`;
  }
  return undefined;
}
