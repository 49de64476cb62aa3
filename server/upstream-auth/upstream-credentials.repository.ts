import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { Database } from '../database/database.js';
import { UpstreamCredential } from './upstream-credential.entity.js';

export type CredentialRow = Pick<
  UpstreamCredential,
  'serverId' | 'holder' | 'userId' | 'issuer' | 'content' | 'needsSignIn' | 'version'
>;

/** What of a credential may be known of all. */
export type CredentialMark = Pick<
  UpstreamCredential,
  'serverId' | 'holder' | 'version' | 'needsSignIn' | 'issuer'
>;

type Renewed = Partial<Pick<UpstreamCredential, 'content' | 'needsSignIn' | 'version'>>;

@Injectable()
export class UpstreamCredentialsRepository {
  constructor(private readonly database: Database) {}

  marks(): Promise<CredentialMark[]> {
    const select = { serverId: true, holder: true, version: true, needsSignIn: true, issuer: true };
    return this.database.read((manager) => manager.find(UpstreamCredential, { select }));
  }

  all(): Promise<UpstreamCredential[]> {
    return this.database.read((manager) => manager.find(UpstreamCredential));
  }

  find(serverId: number, holder: string): Promise<UpstreamCredential | null> {
    return this.database.read((manager) => manager.findOneBy(UpstreamCredential, { serverId, holder }));
  }

  /** Takes the place of what the holder had there. */
  async put(row: CredentialRow): Promise<void> {
    const { serverId, holder } = row;
    await this.database.change(async (manager) => {
      await manager.delete(UpstreamCredential, { serverId, holder });
      await manager.insert(UpstreamCredential, {
        ...row,
        challengedScope: null,
        lease: null,
        leasedUntil: null,
      });
    });
  }

  /** @returns false when there was none */
  async delete(serverId: number, holder: string): Promise<boolean> {
    const { affected } = await this.database.change((manager) =>
      manager.delete(UpstreamCredential, { serverId, holder }),
    );
    return affected !== 0;
  }

  async setChallengedScope(id: number, challengedScope: string): Promise<void> {
    await this.database.transaction((manager) =>
      manager.update(UpstreamCredential, { id }, { challengedScope }),
    );
  }

  async setContent(id: number, content: string): Promise<void> {
    await this.database.transaction((manager) => manager.update(UpstreamCredential, { id }, { content }));
  }

  /** @returns false while another process has it */
  async lease(id: number, lease: string, { nowMs, untilMs }: { nowMs: number; untilMs: number }) {
    const free = [
      { id, leasedUntil: IsNull() },
      { id, leasedUntil: LessThan(new Date(nowMs)) },
    ];
    for (const where of free) {
      const changes = { lease, leasedUntil: new Date(untilMs) };
      const { affected } = await this.database.transaction((manager) =>
        manager.update(UpstreamCredential, where, changes),
      );
      if (affected !== 0) return true;
    }
    return false;
  }

  /** @returns false when the lease was over: what was to be written is not */
  async release(id: number, lease: string, changes: Renewed = {}): Promise<boolean> {
    const freed = { ...changes, lease: null, leasedUntil: null };
    const { affected } = await this.database.transaction((manager) =>
      manager.update(UpstreamCredential, { id, lease }, freed),
    );
    return affected !== 0;
  }
}
