import type { AddressGuard } from '../address-guard.js';
import type { UpstreamCredentials } from '../credentials.js';
import { Scrubber } from '../scrubber.js';
import type { Caller, HttpTarget } from '../upstream.js';
import { Failures } from './failures.js';
import { shakeHandsBySse } from '../sse/sse-handshake.js';
import { type Handshake, type HandshakeOptions, resumeSession, shakeHands } from './handshake.js';
import type { HttpSession } from './http-session.js';
import { HttpEndpoint } from './http-endpoint.js';
import type { Proxies } from './proxies.js';

export interface HttpSettings {
  readonly proxies: Proxies;
  readonly guard: AddressGuard;
  /** A larger answer is an error. */
  readonly maxBodyBytes: number;
  /** Calls at a time, and sessions. */
  readonly maxSessions: number;
  /** Undefined where the target's headers are all that lets requests in. */
  readonly credentials?: UpstreamCredentials;
}

/** Set by this side of the connection; a definition's headers of these names are not sent. */
const OWN_HEADERS = new Set([
  ...['accept', 'content-type', 'content-length', 'connection', 'expect', 'keep-alive', 'transfer-encoding'],
  ...['upgrade', 'last-event-id', 'mcp-protocol-version', 'mcp-session-id', 'mcp-method', 'mcp-name'],
]);

/** One MCP server behind a URL: the connections to it, and the words for what goes wrong with it. */
export class HttpPeer {
  readonly endpoint: HttpEndpoint;
  readonly scrubber: Scrubber;
  readonly failures: Failures;
  /** What every request carries: names and values in turn. */
  readonly headers: readonly string[];

  constructor(
    readonly target: HttpTarget,
    { guard, proxies, maxBodyBytes, maxSessions, credentials }: HttpSettings,
  ) {
    const { url, connectTimeoutMs, headers, tls } = target;
    const proxy = proxies.for(url);
    this.endpoint = new HttpEndpoint({
      url,
      connectTimeoutMs,
      maxBodyBytes,
      maxConnections: maxSessions,
      guard,
      tls,
      proxy,
      credentials,
    });
    this.scrubber = new Scrubber(headers, url, () => credentials?.secrets ?? []);
    this.failures = new Failures(target, this.scrubber, proxy);
    this.headers = [
      ...['accept', 'application/json, text/event-stream', 'content-type', 'application/json'],
      ...Object.entries(headers)
        .filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()))
        .flat(),
    ];
  }

  /** @param onListChanged what the upstream offers has changed */
  shakeHands(caller: Caller, onListChanged: () => void): Promise<Handshake> {
    const begin = this.target.transport === 'sse' ? shakeHandsBySse : shakeHands;
    return begin(this.handshake(caller, onListChanged));
  }

  /** @returns the session that is kept for this caller; undefined when there is none */
  resumeSession(caller: Caller, onListChanged: () => void): Promise<HttpSession | undefined> {
    return resumeSession(this.handshake(caller, onListChanged));
  }

  private handshake(caller: Caller, onListChanged: () => void): HandshakeOptions {
    const { endpoint, headers } = this;
    const { name: server, url, transport, sessionMode, connectTimeoutMs: timeoutMs } = this.target;
    const isKept = sessionMode === 'stateful' && transport === 'streamable_http';
    const keptSessions = isKept ? caller.keptSessions : undefined;
    return { endpoint, headers, caller, timeoutMs, server, url: url.href, onListChanged, keptSessions };
  }

  /** Cuts every connection. */
  close(): Promise<void> {
    return this.endpoint.destroy();
  }
}
