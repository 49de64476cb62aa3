import type { CatalogServer } from '../../registry/catalog.js';
import { eraOf } from '../../upstream/protocol-revisions.js';
import type { Edit } from '../../wire/splice.js';
import { withoutMembers } from '../../wire/without-members.js';
import { untasked } from '../bridge/untasked.js';
import type { Call } from '../core/call.js';

const TASK = new Set(['task']);

/** The edits by which a request does not ask for a task of a server that could not be asked after it; most have none. */
export function taskless({ request, caller }: Call, { protocolVersion }: CatalogServer): Edit[] {
  const { bytes, payload, members: params } = request;
  // Legacy servers do not get to see what is declared there.
  const isDeclared = caller.era === 'modern' && eraOf(protocolVersion) === 'modern';
  const undeclared = isDeclared ? untasked(request) : [];
  if (request.method !== 'tools/call' || !params.get('task')) return undeclared;
  return [...undeclared, ...withoutMembers(bytes, payload!, TASK)];
}
