import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { UpstreamError } from '../common/errors.js';
import { AppConfig } from '../config/app-config.js';
import { AddressGuard } from './address-guard.js';
import { discoverOverHttp } from './http/http-discovery.js';
import type { HttpSettings } from './http/http-peer.js';
import { HttpUpstream } from './http/http-upstream.js';
import { ModernHttpUpstream } from './modern-http/modern-http-upstream.js';
import { eraOf } from './protocol-revisions.js';
import { sessionRules } from './session-rules.js';
import type { Discovery, Upstream, UpstreamTarget } from './upstream.js';

/** Of `MAX_SESSIONS_PER_SERVER`, for servers reached over HTTP. */
const DEFAULT_MAX_SESSIONS = 1024;

export interface UpstreamEvents {
  /** What the upstream offers has changed, or may have changed unseen. */
  readonly onListChanged: () => void;
}

/** Connects to MCP servers, and closes what it opened when the application stops. */
@Injectable()
export class UpstreamPool implements OnApplicationShutdown {
  private readonly live = new Set<Upstream>();

  constructor(
    private readonly config: AppConfig,
    private readonly guard: AddressGuard,
  ) {}

  /** Nothing is sent before the first request. The caller closes it when it is no longer needed. */
  open(target: UpstreamTarget, { onListChanged = () => {} }: Partial<UpstreamEvents> = {}): Upstream {
    assertSupported(target);
    const onClosed = () => this.live.delete(upstream);
    const upstream: Upstream =
      eraOf(target.revision ?? '') === 'modern'
        ? new ModernHttpUpstream(target, { ...this.settings(), onClosed, onListChanged })
        : this.openLegacy(target, { onClosed, onListChanged });
    this.live.add(upstream);
    return upstream;
  }

  /**
   * Connects, reads all that the server offers, and disconnects.
   * @throws UpstreamError, UpstreamTimeoutError: one line that names the server and says what is wrong
   */
  async discover(target: UpstreamTarget): Promise<Discovery> {
    assertSupported(target);
    return discoverOverHttp(target, this.settings());
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.live].map((upstream) => upstream.close()));
  }

  private openLegacy(target: UpstreamTarget, events: UpstreamEvents & { onClosed: () => void }): Upstream {
    const { connectTimeoutMs: waitMs, sessionMode } = target;
    const idleSec = this.config.SESSION_IDLE_TIMEOUT_SEC;
    const statefulIdleMs = idleSec > 0 ? idleSec * 1000 : Infinity;
    const settings = this.settings();
    const rules = sessionRules(sessionMode, { maxSessions: settings.maxSessions, waitMs, statefulIdleMs });
    return new HttpUpstream(target, { ...settings, rules, ...events });
  }

  private settings(): HttpSettings {
    const { MAX_BODY_BYTES, MAX_SESSIONS_PER_SERVER = DEFAULT_MAX_SESSIONS } = this.config;
    return { guard: this.guard, maxBodyBytes: MAX_BODY_BYTES, maxSessions: MAX_SESSIONS_PER_SERVER };
  }
}

function assertSupported({ name, transport }: UpstreamTarget): void {
  if (transport !== 'streamable_http')
    throw new UpstreamError(name, `the transport ${transport} is not supported`);
}
