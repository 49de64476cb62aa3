import { UnknownItemError } from '../../core/call-error.js';
import { describe, type Failure, failure } from '../http/failure.js';

/** What legacy revisions say for a resource that is not there (2025-11-25, server/resources, Error handling). */
const RESOURCE_NOT_FOUND = -32002;

/** @param id of the request, as JSON text; undefined when it could not be read */
export function failureOf(error: unknown, id: string | undefined): Failure {
  const described = describe(error);
  if (!(error instanceof UnknownItemError && error.kind === 'resource')) return failure(described, id);
  return failure({ ...described, code: RESOURCE_NOT_FOUND, data: { uri: error.item } }, id);
}
