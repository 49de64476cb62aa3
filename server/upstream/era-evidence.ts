import { elements, members, stringValue } from '../wire/members.js';
import type { Message } from '../wire/message.js';
import { errorCode, errorText } from './error-text.js';
import { ProtocolCode } from './protocol-code.js';
import { LEGACY_REVISIONS, MODERN_REVISIONS } from './protocol-revisions.js';
import { UpstreamFailure } from './upstream-failure.js';

/** Whether an answer to `server/discover` is that of a server that speaks a modern revision known here. */
export function isModernGreeting({ kind, bytes, members: result }: Message): boolean {
  const versions = kind === 'result' ? result.get('supportedVersions') : undefined;
  const listed = (versions && elements(bytes, versions)) ?? [];
  return listed.some((span) => MODERN_REVISIONS.includes(stringValue(bytes, span) ?? ''));
}

/**
 * @returns whether an error in answer to `server/discover` is one that only the modern era has, of a server
 * that speaks a legacy revision too
 * @throws UpstreamFailure when it is one, of a server that cannot be talked to
 */
export function isModernRefusal(greeting: Message): boolean {
  if (greeting.kind !== 'error') return false;
  switch (errorCode(greeting)) {
    case ProtocolCode.headerMismatch:
    case ProtocolCode.missingCapability:
      throw new UpstreamFailure(`refused server/discover: ${errorText(greeting)}`);
    case ProtocolCode.unsupportedRevision:
      assertLegacyToo(greeting);
      return true;
    default:
      return false;
  }
}

function assertLegacyToo({ bytes, members: error }: Message): void {
  const data = error.get('data');
  const supported = data && members(bytes, data).get('supported');
  const versions = ((supported && elements(bytes, supported)) ?? []).map((span) => stringValue(bytes, span));
  if (versions.some((version) => LEGACY_REVISIONS.includes(version ?? ''))) return;
  throw new UpstreamFailure(
    `speaks the protocol versions ${JSON.stringify(versions)}, none of which is known here`,
  );
}
