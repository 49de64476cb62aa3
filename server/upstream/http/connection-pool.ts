import { Client, type Dispatcher, errors } from 'undici';
import { TransientMap } from '../../common/transient-map.js';

/** Reads the response to one request. */
export interface PooledHandler extends Dispatcher.DispatchHandler {
  /** Kept by the pool, for as long as the request has a connection. */
  connection: Client | undefined;
  onError(error: Error): void;
}

export interface ConnectionPoolOptions {
  readonly origin: string;
  readonly maxConnections: number;
  readonly client: Client.Options;
}

/**
 * Kept-alive connections to one origin, one request at a time on each. The connection used last is used next,
 * so there are no more than requests in flight, and those not needed time out. undici's own pool, which takes
 * the first one free and learns late which are, holds twice as many and costs 2 µs more a call (32 at a time).
 */
export class ConnectionPool {
  private readonly connections = new Set<Client>();
  private readonly free: Client[] = [];
  private readonly waiting = new TransientMap<PooledHandler, Dispatcher.DispatchOptions>();
  private isDestroyed = false;

  constructor(private readonly options: ConnectionPoolOptions) {}

  /** Sends a request as soon as there is a connection. It must be {@link release}d, however it ends. */
  send(request: Dispatcher.DispatchOptions, handler: PooledHandler): void {
    if (this.isDestroyed) return handler.onError(new errors.ClientDestroyedError());
    const connection = this.free.pop() ?? this.connect();
    if (connection) start(connection, request, handler);
    else this.waiting.set(handler, request);
  }

  /** The request is over, or not wanted any more. A connection that is not broken goes to the next request. */
  release(handler: PooledHandler, { isBroken }: { isBroken: boolean }): void {
    const { connection } = handler;
    if (!connection) {
      this.waiting.delete(handler);
      return;
    }
    handler.connection = undefined;
    if (isBroken) this.drop(connection);
    else this.free.push(connection);
    if (this.waiting.size > 0) this.sendNext();
  }

  /** Cuts all connections; what is in flight or waits fails. */
  async destroy(): Promise<void> {
    this.isDestroyed = true;
    const waiting = this.waiting.keys();
    this.waiting.clear();
    for (const handler of waiting) handler.onError(new errors.ClientDestroyedError());
    await Promise.all([...this.connections].map((connection) => connection.destroy()));
  }

  private sendNext(): void {
    const next = this.waiting.first();
    if (!next) return;
    this.waiting.delete(next[0]);
    this.send(next[1], next[0]);
  }

  private connect(): Client | undefined {
    const { origin, maxConnections, client } = this.options;
    if (this.connections.size >= maxConnections) return undefined;
    const connection = new Client(origin, client);
    this.connections.add(connection);
    // Connections in use tell their handlers; one that nobody uses is forgotten when it ends.
    connection.on('disconnect', () => {
      if (this.free.includes(connection)) this.drop(connection);
    });
    return connection;
  }

  private drop(connection: Client): void {
    this.connections.delete(connection);
    const place = this.free.indexOf(connection);
    if (place >= 0) this.free.splice(place, 1);
    void connection.destroy();
  }
}

function start(connection: Client, request: Dispatcher.DispatchOptions, handler: PooledHandler): void {
  handler.connection = connection;
  connection.dispatch(request, handler);
}
