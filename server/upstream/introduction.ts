import { request } from '../wire/build-message.js';
import { members, stringValue } from '../wire/members.js';
import type { Message } from '../wire/message.js';
import { errorText } from './error-text.js';
import { LEGACY_REVISIONS } from './protocol-revisions.js';
import { UpstreamFailure } from './upstream-failure.js';
import type { Caller } from './upstream.js';

/** What a server may ask its client in a session, by the capability that allows it. */
const ASKED = ['sampling', 'elicitation', 'roots'];

/**
 * The request that introduces a caller (2025-11-25, basic/lifecycle).
 * @param id JSON text
 */
export function initializeRequest(
  id: string,
  {
    capabilities,
    clientInfo,
    protocolVersion,
  }: Pick<Caller, 'capabilities' | 'clientInfo' | 'protocolVersion'>,
): Buffer {
  const version = JSON.stringify(protocolVersion);
  const params = `{"protocolVersion":${version},"capabilities":${capabilities},"clientInfo":${clientInfo}}`;
  return request(id, 'initialize', params);
}

/**
 * The revision that a server answered `initialize` with.
 * @throws UpstreamFailure when it did not, or it is not known here
 */
export function revisionOf(greeting: Message): string {
  if (greeting.kind === 'error') throw new UpstreamFailure(`refused initialize: ${errorText(greeting)}`);
  const span = greeting.members.get('protocolVersion');
  const revision = span && stringValue(greeting.bytes, span);
  if (revision === undefined) throw new UpstreamFailure('answered initialize without a protocol version');
  if (LEGACY_REVISIONS.includes(revision)) return revision;
  throw new UpstreamFailure(
    `speaks the protocol version ${JSON.stringify(revision)}, which is not known here`,
  );
}

/** Whether a server may ask this caller something. */
export function canBeAsked({ capabilities }: Caller): boolean {
  const bytes = Buffer.from(capabilities);
  const declared = members(bytes, { start: 0, end: bytes.length });
  return ASKED.some((capability) => declared.get(capability) !== undefined);
}
