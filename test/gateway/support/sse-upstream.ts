import type { ServerResponse } from 'node:http';
import { HELLO, type Received, ScriptedUpstream } from './scripted-upstream.js';
import { type UpstreamUse, UpstreamUser } from './upstream-user.js';

/** One stream of a scripted server of HTTP+SSE. */
export class ScriptedStream {
  constructor(
    readonly number: number,
    readonly response: ServerResponse,
  ) {}

  event(type: string, data: string): void {
    this.response.write(`event: ${type}\ndata: ${data}\n\n`);
  }

  send(message: object): void {
    this.event('message', JSON.stringify({ jsonrpc: '2.0', ...message }));
  }

  /** Answers a request. */
  result({ rpc }: Received, value: object): void {
    this.send({ id: rpc.id, result: value });
  }
}

/** Answers what the server greets with and acknowledges itself; gets the rest. */
export type SseScript = (received: Received, stream: ScriptedStream) => unknown;

export interface SseUpstream {
  readonly upstream: ScriptedUpstream;
  readonly url: string;
  readonly streams: ScriptedStream[];
}

interface SseUpstreamOptions {
  script?: SseScript;
  /** What the first event of a stream says. */
  endpoint?: (number: number) => string;
  /** How a POST is acknowledged. */
  acknowledge?: (received: Received, response: ServerResponse) => void;
}

/** A server of HTTP+SSE that does exactly what a test says. */
export async function startSseUpstream({
  script = (received, stream) => stream.result(received, { content: [{ type: 'text', text: 'ok' }] }),
  endpoint = (number) => `/message?sessionId=${number}`,
  acknowledge = (_, response) => void response.writeHead(202).end('Accepted'),
}: SseUpstreamOptions = {}): Promise<SseUpstream> {
  const streams: ScriptedStream[] = [];
  const upstream = await ScriptedUpstream.start((received, response) => {
    if (received.method === 'GET') {
      const stream = new ScriptedStream(streams.length, response);
      streams.push(stream);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      stream.event('endpoint', endpoint(stream.number));
      return;
    }
    const stream = streams[Number(new URL(received.url, 'http://x').searchParams.get('sessionId'))];
    if (!stream || stream.response.destroyed) return void response.writeHead(404).end();
    acknowledge(received, response);
    if (received.rpc.method === 'initialize') stream.result(received, HELLO);
    else if (received.rpc.id !== undefined && received.rpc.method !== undefined) script(received, stream);
  });
  return { upstream, streams, url: upstream.url.replace(/mcp$/, 'sse') };
}

/** Such a server, and somebody who calls it. */
export async function servingBySse(
  options: SseUpstreamOptions = {},
  use: UpstreamUse = {},
): Promise<SseUpstream & { user: UpstreamUser }> {
  const served = await startSseUpstream(options);
  return { ...served, user: UpstreamUser.open(served.url, { transport: 'sse', ...use }) };
}
