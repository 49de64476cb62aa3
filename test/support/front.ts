import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defer } from './cleanup.js';

interface FrontOptions {
  targetPort: number;
  /** Demanded as `Authorization: Bearer`; 401 without it. */
  token: string;
}

export interface Arrival {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  /** What of the body has come. */
  body: string;
}

/** A reverse proxy that guards an MCP server with a token, and can go away and come back. */
export class Front {
  readonly arrivals: Arrival[] = [];
  private readonly server = createServer((incoming, answer) => this.handle(incoming, answer));
  private port = 0;
  private hanging = false;

  private constructor(private readonly options: FrontOptions) {
    defer(() => this.goDown());
  }

  static async open(options: FrontOptions): Promise<Front> {
    const front = new Front(options);
    await front.comeUp();
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/mcp`;
  }

  /** Connections are refused from now on, open ones are cut. */
  async goDown(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  /** Listens (again), always on the same port. */
  async comeUp(): Promise<void> {
    this.hanging = false;
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Takes requests from now on and never answers, which is worse than being down. */
  hang(): void {
    this.hanging = true;
  }

  private handle(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method = '', url = '', headers } = incoming;
    const arrival: Arrival = { method, url, headers, body: '' };
    this.arrivals.push(arrival);
    incoming.on('data', (chunk: Buffer) => (arrival.body += chunk.toString()));
    if (this.hanging) return;
    if (headers.authorization !== `Bearer ${this.options.token}`) {
      answer.writeHead(401, { 'www-authenticate': 'Bearer' }).end('{"error":"unauthorized"}');
      return;
    }
    this.forward(incoming, answer);
  }

  private forward(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method, url: path, headers } = incoming;
    const outgoing = request(
      { host: '127.0.0.1', port: this.options.targetPort, method, path, headers },
      (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers).flushHeaders();
        reply.pipe(answer);
      },
    );
    outgoing.on('error', () => answer.destroy());
    answer.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  }
}
