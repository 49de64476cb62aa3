import { UnknownItemError } from '../../core/call-error.js';
import { describe, type Failed, type Failure, failure } from '../http/failure.js';
import { statusOfCode } from './status.js';

export function failureOf(error: unknown, { id, context }: Failed): Failure {
  const described = describe(error, context);
  const { code, status } = described;
  return failure(
    {
      ...described,
      status: status === 200 ? statusOfCode(code) : status,
      data: dataOf(error) ?? described.data,
    },
    id,
  );
}

/** What the modern era says beside "not found" (2026-07-28, server/resources, Error handling). */
function dataOf(error: unknown): unknown {
  return error instanceof UnknownItemError && error.kind === 'resource' ? { uri: error.item } : undefined;
}
