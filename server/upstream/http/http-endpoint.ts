import type { Client } from 'undici';
import { type UpstreamCredentials, withCredentials } from '../credentials.js';
import { UpstreamFailure } from '../upstream-failure.js';
import { ConnectionPool, type PooledHandler } from './connection-pool.js';
import { type ConnectorOptions, guardedConnector } from './connector.js';
import { proxyHeaders } from './proxy-tunnel.js';

export interface HttpRequest {
  readonly method: 'POST' | 'GET' | 'DELETE';
  /** The endpoint's own unless given; of the same origin. */
  readonly path?: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body?: Buffer;
  /** Only whether it succeeds is of interest: any successful response will do. */
  readonly discard?: boolean;
  /** The response is a stream without an end. */
  readonly staysOpen?: boolean;
}

export interface HttpEndpointOptions extends ConnectorOptions {
  /** Calls at a time, and streams that stay open. */
  readonly maxConnections: number;
  readonly maxBodyBytes: number;
  /** Undefined where the headers of requests are all that lets them in. */
  readonly credentials?: UpstreamCredentials;
}

const SPARE_CONNECTIONS = 64;

/** One URL, and the kept-alive connections to it. */
export class HttpEndpoint {
  readonly path: string;
  readonly maxBodyBytes: number;
  /** What a proxy gets to see before the path of a request that it forwards; empty where none does. */
  private readonly forwardedTo: string;
  /** Names and values in turn. */
  private readonly forwardHeaders: readonly string[];
  private readonly calls: ConnectionPool;
  /**
   * For streams that stay open, among which calls would have to look for a free connection, and for what must
   * get through while calls wait for one: answers to questions, cancellations, the ends of sessions.
   */
  private readonly asides: ConnectionPool;

  constructor(private readonly options: HttpEndpointOptions) {
    const { url, proxy, maxBodyBytes, maxConnections } = options;
    this.path = url.pathname + url.search;
    this.maxBodyBytes = maxBodyBytes;
    const isForwarded = proxy !== undefined && url.protocol === 'http:';
    const { origin } = isForwarded ? proxy : url;
    this.forwardedTo = isForwarded ? url.origin : '';
    this.forwardHeaders = isForwarded ? ['host', url.host, ...proxyHeaders(proxy)] : [];
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
    const { method, body } = request;
    const pool = this.poolFor(request);
    const { credentials } = this.options;
    const own = credentials ? withCredentials(request.headers, credentials.headers) : request.headers;
    if (this.forwardedTo === '') {
      return pool.send({ method, path, headers: own as string[], body }, handler);
    }
    const headers = [...own, ...this.forwardHeaders];
    pool.send({ method, path: this.forwardedTo + path, headers, body }, handler);
  }

  release(request: HttpRequest, handler: PooledHandler, outcome: { isBroken: boolean }): void {
    this.poolFor(request).release(handler, outcome);
  }

  /**
   * The path of what the upstream refers to.
   * @param says what it does by that, for the error
   * @throws UpstreamFailure when it is at another origin: credentials would go there
   */
  pathOf(location: string, from: string, says = 'redirects'): string {
    const { origin } = this.options.url;
    const target = URL.canParse(location, origin + from) ? new URL(location, origin + from) : undefined;
    if (!target) throw new UpstreamFailure(`${says} to what is no URL`);
    if (target.origin !== origin) {
      throw new UpstreamFailure(
        `${says} to another origin, ${target.origin}, which is not followed; is that its URL now?`,
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
