import { isIP } from 'node:net';
import { buildConnector, type Client } from 'undici';
import type { AddressGuard } from '../address-guard.js';
import { UpstreamFailure } from '../upstream-failure.js';
import { ConnectionPool, type PooledHandler } from './connection-pool.js';

export interface HttpRequest {
  readonly method: 'POST' | 'GET' | 'DELETE';
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body?: Buffer;
  /** Only whether it succeeds is of interest: any successful response will do. */
  readonly discard?: boolean;
  /** The response is a stream without an end. */
  readonly staysOpen?: boolean;
}

export interface HttpEndpointOptions {
  readonly url: URL;
  readonly connectTimeoutMs: number;
  /** Calls at a time, and streams that stay open. */
  readonly maxConnections: number;
  readonly maxBodyBytes: number;
  readonly guard: AddressGuard;
}

const SPARE_CONNECTIONS = 64;

/** One URL, and the kept-alive connections to it. */
export class HttpEndpoint {
  readonly path: string;
  readonly maxBodyBytes: number;
  private readonly calls: ConnectionPool;
  /**
   * For streams that stay open, among which calls would have to look for a free connection, and for what must
   * get through while calls wait for one: answers to questions, cancellations, the ends of sessions.
   */
  private readonly asides: ConnectionPool;

  constructor(private readonly options: HttpEndpointOptions) {
    const { url, maxBodyBytes, maxConnections } = options;
    this.path = url.pathname + url.search;
    this.maxBodyBytes = maxBodyBytes;
    const { origin } = url;
    const client: Client.Options = {
      connect: guardedConnector(options),
      // Every call has a timer of its own, and streams may be silent for as long as they like.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    this.calls = new ConnectionPool({ origin, client, maxConnections });
    const maxAsides = maxConnections + SPARE_CONNECTIONS;
    this.asides = new ConnectionPool({ origin, client, maxConnections: maxAsides });
  }

  /** Sends a request as soon as there is a connection. It must be {@link release}d, however it ends. */
  send(request: HttpRequest, path: string, handler: PooledHandler): void {
    const { method, headers, body } = request;
    this.poolFor(request).send({ method, path, headers: headers as string[], body }, handler);
  }

  release(request: HttpRequest, handler: PooledHandler, outcome: { isBroken: boolean }): void {
    this.poolFor(request).release(handler, outcome);
  }

  /** @throws UpstreamFailure when a redirect leads to another origin: credentials would go there */
  pathOf(location: string, from: string): string {
    const { origin } = this.options.url;
    const target = URL.canParse(location, origin + from) ? new URL(location, origin + from) : undefined;
    if (!target) throw new UpstreamFailure('redirects to what is no URL');
    if (target.origin !== origin) {
      throw new UpstreamFailure(
        `redirects to another origin, ${target.origin}, which is not followed; is that its URL now?`,
      );
    }
    return target.pathname + target.search;
  }

  private poolFor({ discard, staysOpen, method }: HttpRequest): ConnectionPool {
    return discard || staysOpen || method === 'GET' ? this.asides : this.calls;
  }

  /** Cuts every connection; what is in flight fails. */
  async destroy(): Promise<void> {
    await Promise.all([this.calls.destroy(), this.asides.destroy()]);
  }
}

function guardedConnector({ guard, connectTimeoutMs }: HttpEndpointOptions): buildConnector.connector {
  const connect = buildConnector({ timeout: connectTimeoutMs, lookup: guard.lookup });
  return (options, callback) => {
    try {
      // An address in the URL is dialled without being looked up.
      if (isIP(options.hostname) !== 0) guard.assertAllowed(options.hostname);
    } catch (denied) {
      return callback(denied as Error, null);
    }
    connect(options, callback);
  };
}
