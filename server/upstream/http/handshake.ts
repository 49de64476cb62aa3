import { notification } from '../../wire/build-message.js';
import type { Message } from '../../wire/message.js';
import { canBeAsked, initializeRequest, revisionOf } from '../introduction.js';
import { UpstreamFailure } from '../upstream-failure.js';
import type { KeptSessions } from '../kept-sessions.js';
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
  /** Where it is. */
  readonly url: string;
  readonly onListChanged: () => void;
  /** Where the session outlives this process; undefined where it does not. */
  readonly keptSessions?: KeptSessions;
}

export interface Handshake {
  readonly session: HttpSession;
  /** What the upstream said of itself. */
  readonly greeting: Message;
}

const SESSION_ID = /^[\x21-\x7e]+$/;

/**
 * Introduces a caller to an upstream: `initialize`, `initialized`, then the session's stream where the caller
 * can be asked something (2025-11-25, basic/lifecycle).
 * @throws UpstreamFailure when the upstream does not speak a revision that is known here
 */
export async function shakeHands(options: HandshakeOptions): Promise<Handshake> {
  const { endpoint, headers, caller, timeoutMs } = options;
  const call = new HttpCall(
    { endpoint, headers, questions: () => new OpenQuestions(() => {}), hear: () => {} },
    { body: initializeRequest('0', caller), id: '0', method: 'initialize', onNotification: () => {} },
    timeoutMs,
  );
  const greeting = await call.answer;
  const revision = revisionOf(greeting);
  const id = sessionId(call.head?.header('mcp-session-id'));
  const session = sessionOf(options, { id, revision });
  try {
    await session.tell(notification('notifications/initialized'), timeoutMs);
    if (id !== undefined && canBeAsked(caller)) await session.listen(timeoutMs);
  } catch (error) {
    await session.end();
    throw error;
  }
  if (id !== undefined) options.keptSessions?.put(options.server, { id, revision, url: options.url });
  return { session, greeting };
}

/**
 * Goes on with the session that is kept for this caller.
 * @returns undefined when there is none
 */
export async function resumeSession(options: HandshakeOptions): Promise<HttpSession | undefined> {
  const { keptSessions, caller, timeoutMs, server, url } = options;
  const kept = await keptSessions?.get(server);
  if (kept?.url !== url) return undefined;
  const session = sessionOf(options, kept);
  if (canBeAsked(caller)) await session.listen(timeoutMs);
  return session;
}

/** @param agreed the id is undefined where the upstream keeps no sessions */
function sessionOf(
  { endpoint, headers, caller, server, onListChanged, keptSessions }: HandshakeOptions,
  { id, revision }: { id: string | undefined; revision: string },
): HttpSession {
  const ofSession = id === undefined ? [] : ['mcp-session-id', id];
  const isKept = keptSessions !== undefined && id !== undefined;
  return new HttpSession({
    endpoint,
    headers: [...headers, 'mcp-protocol-version', revision, ...ofSession],
    id,
    channel: id === undefined ? undefined : caller.channel,
    server,
    onListChanged,
    onEnded: isKept ? () => keptSessions.forget(server, id) : undefined,
  });
}

function sessionId(header: string | undefined): string | undefined {
  if (header === undefined || SESSION_ID.test(header)) return header;
  throw new UpstreamFailure('handed out a session id that is not visible ASCII');
}
