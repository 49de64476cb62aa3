import type { AddressGuard } from '../address-guard.js';
import { Scrubber } from '../scrubber.js';
import type { Caller, UpstreamTarget } from '../upstream.js';
import { Failures } from './failures.js';
import { type Handshake, shakeHands } from './handshake.js';
import { HttpEndpoint } from './http-endpoint.js';

export interface HttpSettings {
  readonly guard: AddressGuard;
  /** A larger answer is an error. */
  readonly maxBodyBytes: number;
  /** Calls at a time, and sessions. */
  readonly maxSessions: number;
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
    readonly target: UpstreamTarget,
    { guard, maxBodyBytes, maxSessions }: HttpSettings,
  ) {
    const { url, connectTimeoutMs, headers } = target;
    this.endpoint = new HttpEndpoint({
      url,
      connectTimeoutMs,
      maxBodyBytes,
      maxConnections: maxSessions,
      guard,
    });
    this.scrubber = new Scrubber(headers, url);
    this.failures = new Failures(target, this.scrubber);
    this.headers = [
      ...['accept', 'application/json, text/event-stream', 'content-type', 'application/json'],
      ...Object.entries(headers)
        .filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()))
        .flat(),
    ];
  }

  /** @param onListChanged what the upstream offers has changed */
  shakeHands(caller: Caller, onListChanged: () => void): Promise<Handshake> {
    const { endpoint, headers } = this;
    const { name: server, connectTimeoutMs: timeoutMs } = this.target;
    return shakeHands({ endpoint, headers, caller, timeoutMs, server, onListChanged });
  }

  /** Cuts every connection. */
  close(): Promise<void> {
    return this.endpoint.destroy();
  }
}
