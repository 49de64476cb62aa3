import type { ServerResponse } from 'node:http';
import {
  greeting,
  json,
  type Received,
  result,
  type Script,
  ScriptedUpstream,
  stream,
} from './scripted-upstream.js';
import { UpstreamUser, type UpstreamUse } from './upstream-user.js';

/** An upstream, and somebody who calls it. */
export interface Served {
  readonly upstream: ScriptedUpstream;
  readonly user: UpstreamUser;
}

interface Serving extends UpstreamUse {
  /** The session that the next handshake gets; none where it is absent. */
  session?: () => string | undefined;
}

/** `accept` does what a good server does, with sessions `s-1`, `s-2` and so on. */
export type SessionScript = (received: Received, response: ServerResponse, accept: () => void) => unknown;

/** What tools answer here. */
export const OK = { content: [{ type: 'text', text: 'ok' }] };

/** An upstream without sessions, whose calls and resumed streams the script answers. */
export async function serving(script: Script, { session, ...use }: Serving = {}): Promise<Served> {
  const upstream = await ScriptedUpstream.start((received, response) => {
    const id = session?.();
    const isResuming = received.method === 'GET' && received.headers['last-event-id'] !== undefined;
    if (isResuming || !greeting(received, response, id === undefined ? undefined : () => id)) {
      return script(received, response);
    }
  });
  return { upstream, user: UpstreamUser.open(upstream.url, use) };
}

/** An upstream with sessions. */
export async function servingSessions(script?: SessionScript, use: UpstreamUse = {}): Promise<Served> {
  let sessions = 0;
  const upstream = await ScriptedUpstream.start((received, response) => {
    const accept = () => {
      if (!greeting(received, response, () => `s-${++sessions}`)) result(received, response, OK);
    };
    return script ? script(received, response, accept) : accept();
  });
  return { upstream, user: UpstreamUser.open(upstream.url, use) };
}

/** An upstream with sessions whose calls stay open until all of them are finished together. */
export async function hanging(use: UpstreamUse): Promise<Served & { finish: () => void }> {
  const open: (() => void)[] = [];
  const served = await servingSessions((received, _, accept) => {
    if (received.rpc.method === 'tools/call') open.push(accept);
    else accept();
  }, use);
  const finish = () => {
    for (const accept of open.splice(0)) accept();
  };
  return { ...served, finish };
}

type Send = ReturnType<typeof stream>['send'];

/** A script that opens the streams of its sessions. */
export function listening(
  onStream: (send: Send, response: ServerResponse) => void,
  script: SessionScript = (_, __, accept) => accept(),
): SessionScript {
  return (received, response, accept) => {
    if (received.method === 'GET') onStream(stream(response).send, response);
    else if (received.rpc.method === 'tools/call') script(received, response, accept);
    else accept();
  };
}

/** The error of an answer that fails. */
export function failure(answer: Promise<unknown>): Promise<Error> {
  return answer.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: Error) => error,
  );
}

/** A JSON-RPC error as servers send it that miss a session. */
export function refusal(code: number, id?: number | string | null): object {
  return { jsonrpc: '2.0', id, error: { code, message: 'no' } };
}

/** Answers that there is no such session, as many servers do. */
export function noSession(response: ServerResponse, status: number): void {
  json(response, refusal(-32000, null), status);
}

/** A caller of each number, with a downstream session of its own. */
export function of(number: number): { caller: { affinity: string } } {
  return { caller: { affinity: `session:${number}` } };
}

/** The sessions that calls were made in, in their order. */
export function sessionsOf(upstream: ScriptedUpstream): unknown[] {
  return upstream.requests('tools/call').map(({ headers }) => headers['mcp-session-id']);
}

/** The sessions that were ended, in their order. */
export function ended(upstream: ScriptedUpstream): unknown[] {
  return upstream.received
    .filter(({ method }) => method === 'DELETE')
    .map(({ headers }) => headers['mcp-session-id']);
}
