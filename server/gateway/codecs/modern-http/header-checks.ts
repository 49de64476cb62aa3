import type { IncomingHttpHeaders } from 'node:http';
import { ENVELOPE } from '../../../upstream/envelope.js';
import { decodeHeaderValue } from '../../../upstream/header-value.js';
import { MODERN_REVISIONS } from '../../../upstream/protocol-revisions.js';
import { stringValue } from '../../../wire/members.js';
import type { Message } from '../../../wire/message.js';
import { type Envelope, metaOf, readEnvelope } from './envelope.js';
import { HeaderMismatchError, UnsupportedRevisionError } from './modern-refusal.js';

/** The parameter that `Mcp-Name` mirrors. */
const NAME_SOURCES: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
]);

/**
 * Intermediaries decide on the headers, servers on the body: both must say the same
 * (2026-07-28, basic/transports/streamable-http, Request headers).
 * @returns what the request says of its client
 * @throws HeaderMismatchError, UnsupportedRevisionError, InvalidEnvelopeError
 */
export function admit(headers: IncomingHttpHeaders, request: Message): Envelope {
  const meta = metaOf(request);
  if (meta?.get(ENVELOPE.revision) === undefined) checkRevisionHeader(headers);
  const envelope = readEnvelope(request.bytes, meta);
  assertMirrored(headers, 'MCP-Protocol-Version', envelope.revision);
  if (!MODERN_REVISIONS.includes(envelope.revision)) throw new UnsupportedRevisionError(envelope.revision);
  assertMirrored(headers, 'Mcp-Method', request.method!);
  const source = NAME_SOURCES.get(request.method!);
  const span = source === undefined ? undefined : request.members.get(source);
  const name = span && stringValue(request.bytes, span);
  if (name !== undefined) assertMirrored(headers, 'Mcp-Name', name);
  return envelope;
}

/**
 * Notifications need no envelope; what their headers say must be so all the same.
 * @throws HeaderMismatchError, UnsupportedRevisionError
 */
export function admitNotification(headers: IncomingHttpHeaders, { method }: Message): void {
  checkRevisionHeader(headers);
  if (headers['mcp-method'] !== undefined) assertMirrored(headers, 'Mcp-Method', method!);
}

/** @throws HeaderMismatchError when the header is missing, badly encoded or says something else than the body */
export function assertMirrored(
  headers: IncomingHttpHeaders,
  name: string,
  body: string | number | boolean,
): void {
  const header = headers[name.toLowerCase()];
  if (typeof header !== 'string') {
    throw new HeaderMismatchError(`the header ${name} is missing`, { header: null, body });
  }
  const value = decodeHeaderValue(header);
  if (value === undefined) {
    throw new HeaderMismatchError(`the header ${name} is not valid base64`, { header, body });
  }
  if (!isSame(value, body)) {
    throw new HeaderMismatchError(`the header ${name} and the body disagree`, { header: value, body });
  }
}

/** A revision that nobody here speaks: named before anything that the body lacks, so that the client can choose. */
function checkRevisionHeader(headers: IncomingHttpHeaders): void {
  const revision = headers['mcp-protocol-version'];
  if (typeof revision === 'string' && !MODERN_REVISIONS.includes(revision.trim())) {
    throw new UnsupportedRevisionError(revision.trim());
  }
}

/** `1.0` is the number 1, but not the text "1". */
function isSame(header: string, body: string | number | boolean): boolean {
  if (typeof body === 'number' && /^-?\d+(?:\.\d+)?$/.test(header)) return Number(header) === body;
  return header === String(body);
}
