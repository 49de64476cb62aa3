import { UnknownItemError } from '../../core/call-error.js';
import { describe, type Failed, type Failure, failure } from '../http/failure.js';

/** What legacy revisions say for a resource that is not there (2025-11-25, server/resources, Error handling). */
const RESOURCE_NOT_FOUND = -32002;

export function failureOf(error: unknown, { id, context }: Failed): Failure {
  const described = describe(error, context);
  if (!(error instanceof UnknownItemError && error.kind === 'resource')) return failure(described, id);
  return failure({ ...described, code: RESOURCE_NOT_FOUND, data: { uri: error.item } }, id);
}
