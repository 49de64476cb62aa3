import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { defer } from './cleanup.js';

interface TcpProxyOptions {
  /** Sees what clients say. */
  onSent?: (chunk: Buffer) => void;
}

/** A wire between a client and a server that can be held: nothing passes, and nobody is told. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private held = false;

  private constructor(
    readonly port: number,
    private readonly targetPort: number,
    private readonly options: TcpProxyOptions,
  ) {}

  static async open(targetPort: number, options: TcpProxyOptions = {}): Promise<TcpProxy> {
    const server = createServer((client) => proxy.join(client)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new TcpProxy((server.address() as AddressInfo).port, targetPort, options);
    defer(() => {
      server.close();
      for (const socket of proxy.sockets) socket.destroy();
    });
    return proxy;
  }

  hold(): void {
    this.held = true;
    for (const socket of this.sockets) socket.pause();
  }

  /** New connections pass from now on; those that were held stay so, as after a network was cut for long. */
  release(): void {
    this.held = false;
  }

  private join(client: Socket): void {
    const target = connect(this.targetPort, '127.0.0.1');
    client.on('data', (chunk: Buffer) => this.options.onSent?.(chunk));
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (chunk: Buffer) => to.write(chunk));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        this.sockets.delete(from);
      });
      if (this.held) from.pause();
    }
  }
}
