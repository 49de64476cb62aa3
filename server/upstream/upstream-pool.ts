import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { AddressGuard } from './address-guard.js';
import { AuthorizedUpstream, letIn } from './authorized-upstream.js';
import type { UpstreamCredentials } from './credentials.js';
import { type GuardedFetch, guardedFetch } from './http/guarded-fetch.js';
import { discoverOverHttp } from './http/http-discovery.js';
import type { HttpSettings } from './http/http-peer.js';
import { Proxies } from './http/proxies.js';
import { HttpUpstream } from './http/http-upstream.js';
import { ModernHttpUpstream } from './modern-http/modern-http-upstream.js';
import { eraOf } from './protocol-revisions.js';
import { processRules, sessionRules } from './session-rules.js';
import { ProcessHost } from './stdio/process-host.js';
import { discoverOverStdio } from './stdio/stdio-discovery.js';
import type { StdioSettings } from './stdio/stdio-peer.js';
import { StdioUpstream } from './stdio/stdio-upstream.js';
import type { Discovery, HttpTarget, StdioTarget, Upstream, UpstreamTarget } from './upstream.js';

/** Of `MAX_SESSIONS_PER_SERVER`, for servers reached over HTTP. */
const DEFAULT_MAX_SESSIONS = 1024;
/** Of `MAX_SESSIONS_PER_SERVER`, for servers that are programs. */
const DEFAULT_MAX_PROCESSES = 64;
/** Of one answer of an authorization server. */
const MAX_SIGN_IN_BYTES = 1024 * 1024;

export interface UpstreamEvents {
  /** What the upstream offers has changed, or may have changed unseen. */
  readonly onListChanged: () => void;
}

/** How an upstream is opened, beside its target. */
export interface OpenOptions extends Partial<UpstreamEvents> {
  readonly credentials?: UpstreamCredentials;
}

type OpenedEvents = UpstreamEvents & {
  readonly onClosed: () => void;
  readonly credentials?: UpstreamCredentials;
};

/** Connects to MCP servers, and closes what it opened when the application stops. */
@Injectable()
export class UpstreamPool implements OnApplicationShutdown {
  private readonly live = new Set<Upstream>();
  private readonly host: ProcessHost;
  private readonly proxies: Proxies;

  constructor(
    private readonly config: AppConfig,
    private readonly guard: AddressGuard,
  ) {
    this.host = new ProcessHost(config);
    this.proxies = new Proxies(config);
  }

  /** Nothing is sent before the first request. The caller closes it when it is no longer needed. */
  open(target: UpstreamTarget, { onListChanged = () => {}, credentials }: OpenOptions = {}): Upstream {
    const onClosed = () => this.live.delete(upstream);
    const upstream = this.create(target, { onClosed, onListChanged, credentials });
    this.live.add(upstream);
    return credentials ? new AuthorizedUpstream(upstream, credentials) : upstream;
  }

  /**
   * Connects, reads all that the server offers, and disconnects.
   * @throws UpstreamError, UpstreamTimeoutError: one line that names the server and says what is wrong
   * @throws CommandNotAllowedError for a program that may not be started
   */
  async discover(target: UpstreamTarget, credentials?: UpstreamCredentials): Promise<Discovery> {
    if (target.transport === 'stdio') return discoverOverStdio(target, this.stdioSettings());
    const read = () => discoverOverHttp(target, { ...this.settings(), credentials });
    return credentials ? letIn(credentials, read) : read();
  }

  /** A way to addresses that an upstream names, for whoever signs in there. */
  fetchFor({ tls, connectTimeoutMs: timeoutMs }: HttpTarget): GuardedFetch {
    const { guard, proxies } = this;
    return guardedFetch({ guard, proxies, tls, timeoutMs, maxBodyBytes: MAX_SIGN_IN_BYTES });
  }

  /** How many programs run for stdio servers, by server. */
  processCounts(): ReadonlyMap<string, number> {
    return this.host.counts();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.live].map((upstream) => upstream.close({ leaves: true })));
    await this.host.close();
  }

  private create(target: UpstreamTarget, events: OpenedEvents): Upstream {
    if (target.transport === 'stdio') return this.openProgram(target, events);
    return eraOf(target.revision ?? '') === 'modern'
      ? new ModernHttpUpstream(target, { ...this.settings(), ...events })
      : this.openLegacy(target, events);
  }

  private openLegacy(target: HttpTarget, events: OpenedEvents): Upstream {
    const settings = this.settings();
    const rules = sessionRules(target.sessionMode, this.limits(target, settings.maxSessions));
    return new HttpUpstream(target, { ...settings, rules, ...events });
  }

  private openProgram(target: StdioTarget, events: OpenedEvents): Upstream {
    const { MAX_SESSIONS_PER_SERVER: maxSessions = DEFAULT_MAX_PROCESSES } = this.config;
    const rules = processRules(target.sessionMode, this.limits(target, maxSessions));
    return new StdioUpstream(target, { ...this.stdioSettings(), rules, ...events });
  }

  private limits({ connectTimeoutMs: waitMs }: UpstreamTarget, maxSessions: number) {
    const idleSec = this.config.SESSION_IDLE_TIMEOUT_SEC;
    return { maxSessions, waitMs, statefulIdleMs: idleSec > 0 ? idleSec * 1000 : Infinity };
  }

  private stdioSettings(): StdioSettings {
    return { host: this.host, maxBodyBytes: this.config.MAX_BODY_BYTES };
  }

  private settings(): HttpSettings {
    const { MAX_BODY_BYTES, MAX_SESSIONS_PER_SERVER = DEFAULT_MAX_SESSIONS } = this.config;
    const { guard, proxies } = this;
    return { guard, proxies, maxBodyBytes: MAX_BODY_BYTES, maxSessions: MAX_SESSIONS_PER_SERVER };
  }
}
