import { ProtocolCode } from '../../../upstream/protocol-code.js';
import { jsonText } from '../../../wire/members.js';
import type { Message } from '../../../wire/message.js';
import { JsonRpcCode } from '../../../wire/wire-error.js';

/** Errors that are told by the HTTP status too (2026-07-28, basic/transports/streamable-http). */
const STATUSES: ReadonlyMap<number, number> = new Map([
  [ProtocolCode.headerMismatch, 400],
  [ProtocolCode.missingCapability, 400],
  [ProtocolCode.unsupportedRevision, 400],
  [JsonRpcCode.methodNotFound, 404],
]);

export function statusOfCode(code: number): number {
  return STATUSES.get(code) ?? 200;
}

/** The status of an upstream's own answer. */
export function statusOf({ kind, bytes, members }: Message): number {
  const code = kind === 'error' ? members.get('code') : undefined;
  return code ? statusOfCode(Number(jsonText(bytes, code))) : 200;
}
