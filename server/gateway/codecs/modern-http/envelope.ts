import type { Principal } from '../../../common/principal.js';
import { ENVELOPE } from '../../../upstream/envelope.js';
import type { Caller } from '../../../upstream/upstream.js';
import { jsonText, members, stringValue } from '../../../wire/members.js';
import type { Members, Message, Span } from '../../../wire/message.js';
import { OPEN_OBJECT } from '../../../wire/json-scanner.js';
import { LOG_LEVELS } from '../../core/log-levels.js';
import { InvalidEnvelopeError } from './modern-refusal.js';

/** What a request says of its client; the modern era has no session that could remember it. */
export interface Envelope {
  readonly revision: string;
  /** JSON text. */
  readonly capabilities: string;
  /** JSON text. */
  readonly clientInfo: string;
  /** From which on it wants log messages; undefined when it wants none. */
  readonly logLevel: string | undefined;
}

/** Whether the message claims to be of the modern era. */
export function hasEnvelope(message: Message): boolean {
  return metaOf(message)?.get(ENVELOPE.revision) !== undefined;
}

/**
 * @param meta the message's {@link metaOf}
 * @throws InvalidEnvelopeError which names the keys that are missing or of the wrong type
 */
export function readEnvelope(bytes: Buffer, meta: Members | undefined): Envelope {
  if (!meta) throw InvalidEnvelopeError.missing(['_meta']);
  const missing = [ENVELOPE.revision, ENVELOPE.capabilities].filter((key) => !meta.get(key));
  if (missing.length > 0) throw InvalidEnvelopeError.missing(missing);
  const revision = stringValue(bytes, meta.get(ENVELOPE.revision)!);
  if (revision === undefined) throw InvalidEnvelopeError.wrongType(ENVELOPE.revision, 'a string');
  return {
    revision,
    capabilities: objectText(bytes, meta, ENVELOPE.capabilities)!,
    clientInfo: objectText(bytes, meta, ENVELOPE.clientInfo) ?? '{"name":"unknown","version":"0"}',
    logLevel: logLevel(bytes, meta),
  };
}

/** Upstream sessions are kept apart by identity, by revision and by what the client can do. */
export function callerOf(
  { key }: Principal,
  { revision, capabilities, clientInfo, logLevel: level }: Envelope,
): Caller {
  return {
    principalKey: key,
    era: 'modern',
    affinity: `modern:${key}:${revision}:${capabilities}`,
    capabilities,
    clientInfo,
    protocolVersion: revision,
    logLevel: level,
  };
}

function logLevel(bytes: Buffer, meta: Members): string | undefined {
  const span = meta.get(ENVELOPE.logLevel);
  const level = span && stringValue(bytes, span);
  if (!span || LOG_LEVELS.includes(level ?? '')) return level;
  throw InvalidEnvelopeError.wrongType(ENVELOPE.logLevel, `one of ${LOG_LEVELS.join(', ')}`);
}

/** What stands beside a message's parameters; undefined where nothing does. */
export function metaOf({ bytes, members: params }: Message): Members | undefined {
  const span = params.get('_meta');
  return span && bytes[span.start] === OPEN_OBJECT ? members(bytes, span) : undefined;
}

function objectText(bytes: Buffer, meta: Members, key: string): string | undefined {
  const span: Span | undefined = meta.get(key);
  if (!span) return undefined;
  if (bytes[span.start] !== OPEN_OBJECT) throw InvalidEnvelopeError.wrongType(key, 'an object');
  return jsonText(bytes, span);
}
