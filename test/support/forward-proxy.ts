import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { defer } from './cleanup.js';

/** Names that only the proxy knows, all of them this machine. */
const NAMES = /\.test$/;

/** A real HTTP proxy: CONNECT for https, forwarding for http. It knows hosts below `.test`, which nobody else does. */
export class ForwardProxy {
  /** What it was asked for: `CONNECT inner.test:443`, `POST http://inner.test/mcp`. */
  readonly log: string[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    readonly port: number,
    private readonly credentials?: string,
  ) {}

  /** @param credentials `user:password`, demanded where given */
  static async open(credentials?: string): Promise<ForwardProxy> {
    const server = createServer((incoming, answer) => proxy.forward(incoming, answer));
    server.on('connect', (incoming, client: Socket, head) => proxy.tunnel(incoming, client, head));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new ForwardProxy((server.address() as AddressInfo).port, credentials);
    defer(() => {
      server.close();
      server.closeAllConnections();
      for (const socket of proxy.sockets) socket.destroy();
    });
    return proxy;
  }

  get url(): string {
    return `http://${this.credentials === undefined ? '' : `${this.credentials}@`}127.0.0.1:${this.port}`;
  }

  private tunnel(incoming: IncomingMessage, client: Socket, head: Buffer): void {
    this.log.push(`CONNECT ${incoming.url}`);
    if (!this.isAllowed(incoming)) return void client.end('HTTP/1.1 407 Who are you\r\n\r\n');
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const target = connect(Number(port || 443), hostOf(hostname));
    target.once('connect', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      target.write(head);
      target.pipe(client);
      client.pipe(target);
    });
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy()).on('close', () => (other.destroy(), this.sockets.delete(one)));
    }
  }

  private forward(incoming: IncomingMessage, answer: ServerResponse): void {
    this.log.push(`${incoming.method} ${incoming.url}`);
    if (!this.isAllowed(incoming)) return void answer.writeHead(407).end();
    const { hostname, port, pathname, search } = new URL(incoming.url!);
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const options = {
      host: hostOf(hostname),
      port,
      path: pathname + search,
      method: incoming.method,
      headers,
    };
    const outgoing = request(options, (reply) => {
      answer.writeHead(reply.statusCode!, reply.headers);
      answer.flushHeaders();
      reply.pipe(answer);
    });
    outgoing.on('error', () => answer.destroy());
    answer.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  }

  private isAllowed({ headers }: IncomingMessage): boolean {
    const wanted = this.credentials && `Basic ${Buffer.from(this.credentials).toString('base64')}`;
    return wanted === undefined || headers['proxy-authorization'] === wanted;
  }
}

const hostOf = (hostname: string) => (NAMES.test(hostname) ? '127.0.0.1' : hostname);
