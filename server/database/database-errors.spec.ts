import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { ConflictError, DatabaseUnavailableError, RuleError } from '../common/errors.js';
import { translateDatabaseError } from './database-errors.js';

function failed(code: string | undefined, message = 'driver says'): QueryFailedError {
  const driverError = Object.assign(new Error(message), { code, sql: 'INSERT a-secret', detail: 'a-secret' });
  return new QueryFailedError('INSERT', ['a-secret'], driverError);
}

describe('translateDatabaseError', () => {
  it.each(['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'ER_DUP_ENTRY', '23505'])(
    'knows the duplicate %s',
    (code) => {
      const error = translateDatabaseError(failed(code));
      expect(error).toBeInstanceOf(ConflictError);
      expect((error as Error).message).toBe('that exists already');
    },
  );

  it.each(['SQLITE_CONSTRAINT_FOREIGNKEY', 'ER_NO_REFERENCED_ROW_2', '23503'])(
    'knows the missing row %s',
    (code) => expect(translateDatabaseError(failed(code))).toBeInstanceOf(ConflictError),
  );

  it.each([
    ['SQLITE_FULL', 'the database has no space left; free some on its disk, then try again'],
    ['53100', 'the database has no space left; free some on its disk, then try again'],
    ['SQLITE_BUSY_SNAPSHOT', 'the database is busy; try again'],
    ['ER_LOCK_DEADLOCK', 'the database is busy; try again'],
    ['40P01', 'the database is busy; try again'],
    ['SQLITE_READONLY_DBMOVED', 'the database cannot be written to at the moment; try again'],
    ['25006', 'the database cannot be written to at the moment; try again'],
    ['ECONNREFUSED', 'the database cannot be reached; try again'],
    ['PROTOCOL_CONNECTION_LOST', 'the database cannot be reached; try again'],
    ['ER_SERVER_SHUTDOWN', 'the database cannot be reached; try again'],
    ['57P01', 'the database cannot be reached; try again'],
    ['CERT_HAS_EXPIRED', 'the database cannot be reached; try again'],
  ])('knows from %s that %s', (code, message) => {
    const error = translateDatabaseError(failed(code));
    expect(error).toBeInstanceOf(DatabaseUnavailableError);
    expect((error as Error).message).toBe(message);
  });

  it.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    "Can't add new command when connection is in closed state",
  ])('knows from the words alone: %s', (message) => {
    expect(translateDatabaseError(new Error(message))).toBeInstanceOf(DatabaseUnavailableError);
  });

  it.each(['ER_PARSE_ERROR', 'ER_BAD_FIELD_ERROR', '42601', 'SQLITE_ERROR', 'ERR_INVALID_ARG_TYPE'])(
    'leaves %s a bug',
    (code) => {
      const error = translateDatabaseError(failed(code));
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(DatabaseUnavailableError);
      expect(error).not.toBeInstanceOf(ConflictError);
    },
  );

  it.each(['23505', 'ECONNRESET', '42601'])('takes statement and values out of %s', (code) => {
    expect(inspect(translateDatabaseError(failed(code)), { depth: 9 })).not.toContain('a-secret');
  });

  it('leaves everything else as it is', () => {
    const [ours, thrown] = [new RuleError('no'), new TypeError('oops')];
    expect(translateDatabaseError(ours)).toBe(ours);
    expect(translateDatabaseError(thrown)).toBe(thrown);
    expect(translateDatabaseError('text')).toBe('text');
    expect(translateDatabaseError(undefined)).toBeUndefined();
  });
});
