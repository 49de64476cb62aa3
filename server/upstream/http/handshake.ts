import { notification, request } from '../../wire/build-message.js';
import { members, stringValue } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { errorText } from '../error-text.js';
import { LEGACY_REVISIONS } from '../protocol-revisions.js';
import { UpstreamFailure } from '../upstream-failure.js';
import type { Caller } from '../upstream.js';
import { HttpCall } from './http-call.js';
import type { HttpEndpoint } from './http-endpoint.js';
import { HttpSession } from './http-session.js';
import { OpenQuestions } from '../open-questions.js';

export interface HandshakeOptions {
  readonly endpoint: HttpEndpoint;
  /** The headers that every request to this upstream carries: names and values in turn. */
  readonly headers: readonly string[];
  readonly caller: Caller;
  /** For each of the steps. */
  readonly timeoutMs: number;
  /** The upstream's name. */
  readonly server: string;
  readonly onListChanged: () => void;
}

export interface Handshake {
  readonly session: HttpSession;
  /** What the upstream said of itself. */
  readonly greeting: Message;
}

/** What is asked on the session's own stream only, and lost when that is not open (2025-11-25, client). */
const ASKED = ['sampling', 'elicitation', 'roots'];

const SESSION_ID = /^[\x21-\x7e]+$/;

/**
 * Introduces a caller to an upstream: `initialize`, `initialized`, then the session's stream where the caller
 * can be asked something (2025-11-25, basic/lifecycle).
 * @throws UpstreamFailure when the upstream does not speak a revision that is known here
 */
export async function shakeHands(options: HandshakeOptions): Promise<Handshake> {
  const { endpoint, headers, caller, timeoutMs, server, onListChanged } = options;
  const call = new HttpCall(
    { endpoint, headers, questions: () => new OpenQuestions(() => {}), hear: () => {} },
    { body: initialize(caller), id: '0', method: 'initialize', onNotification: () => {} },
    timeoutMs,
  );
  const greeting = await call.answer;
  const revision = revisionOf(greeting);
  const id = sessionId(call.head?.header('mcp-session-id'));
  const session = new HttpSession({
    endpoint,
    headers: [
      ...headers,
      'mcp-protocol-version',
      revision,
      ...(id === undefined ? [] : ['mcp-session-id', id]),
    ],
    id,
    channel: id === undefined ? undefined : caller.channel,
    server,
    onListChanged,
  });
  try {
    await session.tell(notification('notifications/initialized'), timeoutMs);
    if (id !== undefined && canBeAsked(caller)) await session.listen(timeoutMs);
  } catch (error) {
    await session.end();
    throw error;
  }
  return { session, greeting };
}

function initialize({ capabilities, clientInfo, protocolVersion }: Caller): Buffer {
  const version = JSON.stringify(protocolVersion);
  const params = `{"protocolVersion":${version},"capabilities":${capabilities},"clientInfo":${clientInfo}}`;
  return request('0', 'initialize', params);
}

function revisionOf(greeting: Message): string {
  if (greeting.kind === 'error') throw new UpstreamFailure(`refused initialize: ${errorText(greeting)}`);
  const span = greeting.members.get('protocolVersion');
  const revision = span && stringValue(greeting.bytes, span);
  if (revision === undefined) throw new UpstreamFailure('answered initialize without a protocol version');
  if (LEGACY_REVISIONS.includes(revision)) return revision;
  throw new UpstreamFailure(
    `speaks the protocol version ${JSON.stringify(revision)}, which is not known here`,
  );
}

function sessionId(header: string | undefined): string | undefined {
  if (header === undefined || SESSION_ID.test(header)) return header;
  throw new UpstreamFailure('handed out a session id that is not visible ASCII');
}

function canBeAsked({ capabilities }: Caller): boolean {
  const bytes = Buffer.from(capabilities);
  const declared = members(bytes, { start: 0, end: bytes.length });
  return ASKED.some((capability) => declared.get(capability) !== undefined);
}
