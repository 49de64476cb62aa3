import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { defer } from '../../support/cleanup.js';

/** One request as it arrived. */
export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body's `method` and `id`, where it has them. */
  rpc: { method?: string; id?: number | string; params?: Record<string, unknown> };
}

export type Script = (received: Received, response: ServerResponse) => unknown;

/** A server that does exactly what a test says, right or wrong, and remembers what it was sent. */
export class ScriptedUpstream {
  readonly received: Received[] = [];
  /** Connections that were opened so far. */
  connections = 0;
  private lastPort = 0;

  private constructor(
    private readonly server: Server,
    private readonly scheme: string,
  ) {
    server.on('connection', () => this.connections++);
    defer(() => this.stop());
  }

  /** @param tls a key and certificate, to be reached over https */
  static async start(script: Script, tls?: { key: Buffer; cert: Buffer }): Promise<ScriptedUpstream> {
    const server = tls ? createTlsServer(tls) : createServer();
    const upstream = new ScriptedUpstream(server, tls ? 'https' : 'http');
    server.on('request', (request, response: ServerResponse) => {
      void request.toArray().then((chunks) => {
        const text = Buffer.concat(chunks as Buffer[]).toString();
        const { method = '', url = '', headers } = request;
        const received = { method, url, headers, text, rpc: parsed(text) };
        upstream.received.push(received);
        script(received, response);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    upstream.lastPort = upstream.port;
    return upstream;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${this.port}/mcp`;
  }

  /** What arrived, in short: `POST tools/call`, `DELETE`. */
  get log(): string[] {
    return this.received.map(({ method, rpc }) => (rpc.method ? `${method} ${rpc.method}` : method));
  }

  /** The requests that were sent for an RPC method. */
  requests(method: string): Received[] {
    return this.received.filter(({ rpc }) => rpc.method === method);
  }

  /** Connections open now. */
  openConnections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
    });
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Listens again on the same port. */
  async restart(): Promise<void> {
    this.server.listen(this.lastPort, '127.0.0.1');
    await once(this.server, 'listening');
  }
}

export const HELLO = {
  protocolVersion: '2025-11-25',
  capabilities: { tools: {} },
  serverInfo: { name: 'scripted', version: '1' },
};

/** Answers with JSON. */
export function json(response: ServerResponse, body: object | string, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Answers a request with its result. */
export function result({ rpc }: Received, response: ServerResponse, value: object | string): void {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  json(response, `{"jsonrpc":"2.0","id":${JSON.stringify(rpc.id)},"result":${text}}`);
}

/** Begins an event stream. */
export function stream(response: ServerResponse): { send: (message: object, id?: string) => void } {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  return {
    send: (message, id) =>
      void response.write(
        `${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`,
      ),
  };
}

/** What every server has to say besides its calls; a session id when `session` gives one. */
export function greeting(received: Received, response: ServerResponse, session?: () => string): boolean {
  const { rpc, method } = received;
  if (rpc.method === 'initialize') {
    if (session) response.setHeader('mcp-session-id', session());
    result(received, response, HELLO);
  } else if (method === 'DELETE') response.writeHead(200).end();
  else if (method === 'GET') response.writeHead(405).end();
  else if (rpc.id === undefined || rpc.method === undefined) response.writeHead(202).end();
  else return false;
  return true;
}

function parsed(text: string): Received['rpc'] {
  try {
    return (JSON.parse(text) ?? {}) as Received['rpc'];
  } catch {
    return {};
  }
}
