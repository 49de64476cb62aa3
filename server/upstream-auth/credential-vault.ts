import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Resealer } from '../secrets/resealer.js';
import { Sealer } from '../secrets/sealer.js';
import type { Content } from './content.js';
import { userIdOf } from './holders.js';
import type { UpstreamCredential } from './upstream-credential.entity.js';
import { type CredentialMark, UpstreamCredentialsRepository } from './upstream-credentials.repository.js';

/** A credential as it is stored, opened. */
export interface Held {
  readonly id: number;
  readonly version: string;
  readonly needsSignIn: boolean;
  /** A `scope` parameter: what the upstream wanted last, and the grant does not cover. */
  readonly challengedScope: string | null;
  readonly content: Content;
}

interface Place {
  readonly serverId: number;
  readonly holder: string;
}

/** Longer than renewing one may take. */
export const LEASE_MS = 60_000;
/** In characters. A longer one is not kept. */
const LONGEST_SCOPE = 1024;

/** Credentials in the database: sealed, each for its server and holder. */
@Injectable()
export class CredentialVault {
  constructor(
    private readonly rows: UpstreamCredentialsRepository,
    private readonly sealer: Sealer,
    private readonly database: Database,
    resealer: Resealer,
  ) {
    resealer.register('upstream_credentials', () => this.resealAll());
  }

  marks(): Promise<CredentialMark[]> {
    return this.rows.marks();
  }

  /** @returns undefined also when it cannot be opened: signing in again repairs it */
  async find({ serverId, holder }: Place): Promise<Held | undefined> {
    const row = await this.rows.find(serverId, holder);
    if (!row) return undefined;
    const content = this.open(row);
    const { id, version, needsSignIn, challengedScope } = row;
    return content && { id, version, needsSignIn, challengedScope, content };
  }

  /** Takes the place of what the holder had there. @returns its mark */
  async put(place: Place, content: Content): Promise<CredentialMark> {
    const issuer = content.kind === 'grant' ? content.metadata.issuer.slice(0, 512) : '';
    const mark = { ...place, issuer, version: newVersion(), needsSignIn: false };
    await this.rows.put({ ...mark, userId: userIdOf(place.holder), content: this.seal(place, content) });
    return mark;
  }

  /** Whoever signs in next, through whatever process, asks for it too. */
  async challenge({ serverId, holder }: Place, scope: string): Promise<void> {
    if (scope.length > LONGEST_SCOPE) return;
    const row = await this.rows.find(serverId, holder);
    if (row && row.challengedScope !== scope) await this.rows.setChallengedScope(row.id, scope);
  }

  delete({ serverId, holder }: Place): Promise<boolean> {
    return this.rows.delete(serverId, holder);
  }

  /**
   * No other process renews it until it is released.
   * @returns undefined while another one does
   */
  async lease({ id }: Held): Promise<string | undefined> {
    const lease = newVersion();
    const nowMs = Date.now();
    return (await this.rows.lease(id, lease, { nowMs, untilMs: nowMs + LEASE_MS })) ? lease : undefined;
  }

  async release({ id }: Held, lease: string): Promise<void> {
    await this.rows.release(id, lease);
  }

  /** @returns its version; undefined when it was replaced meanwhile, or is gone */
  async renewed(place: Place & { held: Held; lease: string }, content: Content): Promise<string | undefined> {
    const { held, lease } = place;
    const changes = { content: this.seal(place, content), version: newVersion(), needsSignIn: false };
    return (await this.rows.release(held.id, lease, changes)) ? changes.version : undefined;
  }

  /** It is not honoured any more, which every process is to know. */
  async lost({ id }: Held, lease: string): Promise<void> {
    await this.database.change(() =>
      this.rows.release(id, lease, { needsSignIn: true, version: newVersion() }),
    );
  }

  private seal(place: Place, content: Content): string {
    return this.sealer.seal(JSON.stringify(content), purposeOf(place));
  }

  private open(row: UpstreamCredential): Content | undefined {
    try {
      return JSON.parse(this.sealer.open(row.content, purposeOf(row))) as Content;
    } catch {
      return undefined;
    }
  }

  private resealAll(): Promise<void> {
    return this.database.transaction(async () => {
      for (const row of await this.rows.all()) {
        const content = this.open(row);
        if (content) await this.rows.setContent(row.id, this.seal(row, content));
      }
    });
  }
}

function newVersion(): string {
  return randomBytes(16).toString('hex');
}

function purposeOf({ serverId, holder }: Place) {
  return { label: 'upstream-credentials', context: `upstream_credentials:${serverId}:${holder}` };
}
