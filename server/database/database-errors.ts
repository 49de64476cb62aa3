import { QueryFailedError } from 'typeorm';
import { AppError, ConflictError, DatabaseBusyError, DatabaseUnavailableError } from '../common/errors.js';

/** What drivers throw: most tell what happened by a code, pg and pg-pool sometimes by their words alone. */
export interface DriverError extends Error {
  code?: string;
}

const DUPLICATE = /^(SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)|ER_DUP_ENTRY|23505)$/;
const FOREIGN_KEY =
  /^(SQLITE_CONSTRAINT_FOREIGNKEY|ER_NO_REFERENCED_ROW(_2)?|ER_ROW_IS_REFERENCED(_2)?|23503)$/;
const FULL = /^(SQLITE_FULL|ER_DISK_FULL|ER_RECORD_FILE_FULL|53100)$/;
const BUSY = /^(SQLITE_BUSY|SQLITE_LOCKED|ER_LOCK_|40001|40P01|55P03)/;
const READ_ONLY = /^(SQLITE_READONLY|ER_OPTION_PREVENTS_STATEMENT|ER_CANT_EXECUTE_IN_READ_ONLY|25006)/;
/** Classes 08, 28, 53, 57 of PostgreSQL: connection, authentication, resources, operator. */
const AWAY =
  /^(SQLITE_(IOERR|CANTOPEN)|PROTOCOL_|ER_(CON_COUNT|TOO_MANY|SERVER_SHUTDOWN|CONNECTION_KILLED|QUERY_|STATEMENT_TIMEOUT|ACCESS_DENIED|HOST_)|(08|28|53|57)[0-9A-Z]{3}$)/;
/** What the operating system says of sockets and files: ECONNREFUSED, EAI_AGAIN, EACCES. */
export const SYSTEM_FAILURE = /^E(?!R_|RR_)[A-Z_]+$/;
export const TLS_FAILURE = /^(HANDSHAKE_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|CERT_|ERR_TLS|ERR_SSL|ERR_OSSL)/;
const AWAY_WORDS =
  /connection terminated|timeout exceeded when trying to connect|read timeout|not queryable|closed state|runner already released/i;

/** @returns our error for what a driver threw: without the statement and its values, which drivers attach */
export function translateDatabaseError(error: unknown): unknown {
  const cause = driverErrorOf(error);
  if (!cause || error instanceof AppError) return error;
  const code = cause.code ?? '';
  const options = { cause: withoutValues(cause) };
  if (DUPLICATE.test(code)) return new ConflictError('that exists already', [], options);
  if (FOREIGN_KEY.test(code)) {
    return new ConflictError('something it depends on was changed meanwhile; try again', [], options);
  }
  if (BUSY.test(code)) return new DatabaseBusyError(options);
  const reason = unavailability(cause);
  if (reason !== undefined) return new DatabaseUnavailableError(reason, [], options);
  return error instanceof QueryFailedError ? withoutValues(cause) : error;
}

/** @returns why the database cannot do its part now; undefined when that is not what is wrong */
function unavailability({ code = '', message }: DriverError): string | undefined {
  if (FULL.test(code)) return 'the database has no space left; free some on its disk, then try again';
  if (READ_ONLY.test(code)) return 'the database cannot be written to at the moment; try again';
  const away = [AWAY, SYSTEM_FAILURE, TLS_FAILURE].some((pattern) => pattern.test(code));
  if (away || AWAY_WORDS.test(message)) return 'the database cannot be reached; try again';
  return undefined;
}

/** Told by its shape: drivers make errors that are none of this realm's, or none by their class. */
export function driverErrorOf(error: unknown): DriverError | undefined {
  if (error instanceof QueryFailedError) return error.driverError as DriverError;
  return typeof error === 'object' && error !== null && 'message' in error
    ? (error as DriverError)
    : undefined;
}

function withoutValues(error: DriverError): DriverError {
  const { message, stack, code } = error;
  return Object.assign(new Error(message), { stack, ...(code === undefined ? {} : { code }) });
}
