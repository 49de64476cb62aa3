import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { RuleError } from '../../common/errors.js';
import type { Principal } from '../../common/principal.js';
import { RecentMap } from '../../common/recent-map.js';
import { AppConfig } from '../../config/app-config.js';
import { Events } from '../../events/events.js';
import type { CatalogServer } from '../../registry/catalog.js';
import { RedirectUris } from '../../registry/sign-in/redirect-uris.js';
import { ServerSignIns } from '../../registry/sign-in/server-sign-ins.service.js';
import { Holders } from '../../upstream-auth/holders.js';

interface Invitation {
  /** What the upstream wanted to be granted, where it said so. */
  readonly scope: string | undefined;
  readonly url: Promise<string | undefined>;
  readonly goodUntilMs: number;
}

/** Less than a sign-in may take, so that whoever is shown the URL has time to use it. */
const REUSED_MS = 300_000;
const MOST_REMEMBERED = 1000;

/** Where callers without an account at a server are to sign in. One URL serves all calls of a person. */
@Injectable()
export class Invitations implements OnModuleInit, OnModuleDestroy {
  private readonly begun = new RecentMap<string, Invitation>(MOST_REMEMBERED);
  private stopListening = () => {};

  constructor(
    private readonly signIns: ServerSignIns,
    private readonly redirectUris: RedirectUris,
    private readonly holders: Holders,
    private readonly config: AppConfig,
    private readonly events: Events,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.events.on('credentials.changed', ({ serverId, holder }) =>
      this.begun.delete(`${serverId} ${holder}`),
    );
  }

  onModuleDestroy(): void {
    this.stopListening();
  }

  /**
   * @param scope what the server wants to be granted, where it says so
   * @returns undefined when the server has no way to sign in
   * @throws UpstreamError, UpstreamTimeoutError
   */
  urlFor(
    principal: Principal,
    server: CatalogServer,
    scope: string | undefined,
  ): Promise<string | undefined> {
    const key = `${server.id} ${this.holders.of(principal.key)}`;
    const known = this.begun.get(key);
    if (known && known.scope === scope && known.goodUntilMs > Date.now()) return known.url;
    const url = this.begin(principal, server.name);
    this.begun.set(key, { scope, url, goodUntilMs: Date.now() + REUSED_MS });
    url.catch(() => this.begun.delete(key));
    return url;
  }

  private async begin(principal: Principal, name: string): Promise<string | undefined> {
    // Where no setting says by which address people reach this server, they are on this machine.
    const request = { protocol: 'http', host: `localhost:${this.config.PORT}` };
    const redirectUri = this.redirectUris.of(name, { request });
    try {
      const outcome = await this.signIns.authorize(principal, name, { redirectUri });
      return 'begun' in outcome ? outcome.begun.authorizationUrl : undefined;
    } catch (error) {
      if (error instanceof RuleError) return undefined;
      throw error;
    }
  }
}
