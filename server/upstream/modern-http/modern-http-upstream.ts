import type { Message } from '../../wire/message.js';
import { HttpPeer, type HttpSettings } from '../http/http-peer.js';
import { askProbe } from '../ask-probe.js';
import { gatewayCaller } from '../gateway-caller.js';
import { InFlight } from '../in-flight.js';
import { LATEST_MODERN_REVISION } from '../protocol-revisions.js';
import type { Upstream, UpstreamRequest, HttpTarget } from '../upstream.js';
import { ListenWatches } from './listen-watches.js';
import { StatelessCall } from './stateless-call.js';

export interface ModernHttpUpstreamSettings extends HttpSettings {
  readonly onListChanged: () => void;
  readonly onClosed: () => void;
}

/** An MCP server reached over Streamable HTTP, in the revisions without sessions. Callers are modern ones. */
export class ModernHttpUpstream implements Upstream {
  readonly watches: ListenWatches;
  readonly openSessions = 0;
  private readonly peer: HttpPeer;
  private readonly inFlight = new InFlight();
  private isClosed = false;
  answeredAtMs = 0;

  constructor(
    readonly target: HttpTarget,
    private readonly settings: ModernHttpUpstreamSettings,
  ) {
    const peer = new HttpPeer(target, settings);
    const { revision = LATEST_MODERN_REVISION } = target;
    const { onListChanged } = settings;
    this.peer = peer;
    this.watches = new ListenWatches({ peer, revision, onListChanged });
  }

  async request(request: UpstreamRequest): Promise<Message> {
    const { cancellation } = request;
    if (this.isClosed) throw this.peer.failures.failure('its connections were closed here');
    if (cancellation.reason) throw cancellation.reason;
    this.inFlight.begin();
    try {
      const call = new StatelessCall(this.peer, request, this.target.callTimeoutMs);
      cancellation.listen(() => call.abort(cancellation.reason!));
      const answer = await call.answer;
      this.answeredAtMs = performance.now();
      return this.peer.scrubber.message(answer);
    } catch (error) {
      throw cancellation.reason ?? this.peer.failures.translate(error);
    } finally {
      cancellation.listen(undefined);
      this.inFlight.end();
    }
  }

  async probe(): Promise<boolean> {
    await askProbe(this, gatewayCaller(this.target.revision ?? LATEST_MODERN_REVISION));
    return true;
  }

  tell(): void {
    // There is no session that a notification could belong to.
  }

  setLogLevel(): void {
    // Each request says it for itself.
  }

  keep(): () => void {
    return () => {};
  }

  release(affinity: string): void {
    this.watches.end(affinity);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.watches.close();
    await this.inFlight.drained();
    await this.peer.close();
    this.settings.onClosed();
  }
}
