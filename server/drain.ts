import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { TransientSet } from './common/transient-set.js';

/** How often connections are looked at that have just become idle. */
const SWEEP_MS = 50;

/** Ends a server in order. To be made before the server listens. */
export class Drain {
  private readonly sockets = new TransientSet<Socket>();

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  /**
   * Stops accepting connections and waits for the requests in flight; what then still runs is cut off.
   * @param timeoutMs how long requests in flight may take to end
   */
  async run(timeoutMs: number): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    const sweep = setInterval(() => this.closeIdle(), SWEEP_MS);
    const cutOff = setTimeout(() => this.server.closeAllConnections(), timeoutMs);
    await closed;
    clearInterval(sweep);
    clearTimeout(cutOff);
  }

  /** Clients open connections ahead; Node takes those on which nothing has come yet for busy. */
  private closeIdle(): void {
    this.server.closeIdleConnections();
    for (const socket of this.sockets.values()) if (socket.bytesRead === 0) socket.destroy();
  }
}
