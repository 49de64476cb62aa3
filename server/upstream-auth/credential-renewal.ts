import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { UpstreamError } from '../common/errors.js';
import { UpstreamPool } from '../upstream/upstream-pool.js';
import type { HttpTarget } from '../upstream/upstream.js';
import type { Grant } from './content.js';
import { CredentialVault, type Held, LEASE_MS } from './credential-vault.js';
import { isGrantGone, oauthFailure } from './oauth/oauth-failure.js';
import { renewedGrant } from './oauth/token-requests.js';

interface Renewal {
  readonly place: { readonly serverId: number; readonly holder: string };
  readonly target: HttpTarget;
  readonly held: Held;
}

const POLL_MS = 100;

/**
 * Has grants renewed. Many authorization servers take a refresh token that comes twice for stolen, and end the
 * whole grant: so whoever renews holds a lease on its row, and all others, in whatever process, wait for what
 * comes of it.
 */
@Injectable()
export class CredentialRenewal {
  private readonly logger = new Logger(CredentialRenewal.name);

  constructor(
    private readonly vault: CredentialVault,
    private readonly pool: UpstreamPool,
  ) {}

  /**
   * @returns undefined when the authorization server does not honour the grant any more
   * @throws UpstreamError when it cannot be asked
   */
  async renew({ place, target, held }: Renewal): Promise<Pick<Held, 'version' | 'content'> | undefined> {
    const deadlineMs = Date.now() + LEASE_MS;
    while (Date.now() < deadlineMs) {
      const lease = await this.vault.lease(held);
      const now = await this.vault.find(place);
      if (!now || now.id !== held.id || now.needsSignIn || now.version !== held.version) {
        if (lease !== undefined) await this.vault.release(held, lease);
        return now && !now.needsSignIn ? now : undefined;
      }
      if (lease !== undefined) return this.spend({ place, target, held, lease });
      await sleep(POLL_MS);
    }
    throw new UpstreamError(target.name, 'another process has been renewing its grant for too long');
  }

  private async spend(renewal: Renewal & { lease: string }) {
    const { place, target, held, lease } = renewal;
    const grant = held.content as Grant;
    const fetch = this.pool.fetchFor(target);
    try {
      const content = await renewedGrant(grant, fetch);
      const version = content && (await this.vault.renewed({ ...place, held, lease }, content));
      if (content && version !== undefined) return { version, content };
      if (content) throw new UpstreamError(target.name, 'its grant was replaced while it was renewed');
      await this.vault.lost(held, lease);
    } catch (error) {
      if (!isGrantGone(error)) return await this.postponed(renewal, error);
      await this.vault.lost(held, lease);
    }
    this.logger.warn(`MCP server "${target.name}": a grant is gone, and somebody has to sign in again`);
    return undefined;
  }

  /** What is still good is used on, and renewed the next time. */
  private async postponed({ target, held, lease }: Renewal & { lease: string }, error: unknown) {
    await this.vault.release(held, lease);
    const grant = held.content as Grant;
    const failure = oauthFailure(error, { target, secrets: [grant.accessToken, grant.refreshToken] });
    if (grant.expiresAtMs === null || grant.expiresAtMs <= Date.now()) throw failure;
    this.logger.warn(`${failure.message}; the grant is renewed later`);
    return held;
  }
}
