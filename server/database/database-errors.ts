import { QueryFailedError } from 'typeorm';
import { AppError, ConflictError, DatabaseUnavailableError } from '../common/errors.js';

const DUPLICATE = new Set([
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
  'ER_DUP_ENTRY',
  '23505',
]);

/** Nothing is wrong with the statement: the database is away, busy, stopping or full. */
const UNAVAILABLE =
  /^(SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN)|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET|PROTOCOL_|ER_(LOCK_|CON_COUNT|TOO_MANY_USER|SERVER_SHUTDOWN|DISK_FULL|OPTION_PREVENTS|QUERY_TIMEOUT|STATEMENT_TIMEOUT|ACCESS_DENIED|RECORD_FILE_FULL)|08|53|57|40001|40P01|55P03|28)/;
/** pg and pg-pool tell these by their words alone. */
const UNAVAILABLE_WORDS =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|not queryable|closed state|pool is closed/i;

/** What a driver throws, as one of our errors; anything else is a bug and stays what it is. */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const cause: Error & { code?: string } =
    error instanceof QueryFailedError ? (error.driverError as Error) : error;
  const code = String(cause.code ?? '');
  if (DUPLICATE.has(code)) return new ConflictError('that exists already', [], { cause });
  if (UNAVAILABLE.test(code) || UNAVAILABLE_WORDS.test(cause.message)) {
    return new DatabaseUnavailableError('the database cannot be reached or is busy; try again', [], {
      cause,
    });
  }
  return error;
}
