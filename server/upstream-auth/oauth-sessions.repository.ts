import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { Database } from '../database/database.js';
import { OauthSession } from './oauth-session.entity.js';

export type OauthSessionRow = Omit<OauthSession, 'id' | 'user' | 'outcome' | 'failure'>;

@Injectable()
export class OauthSessionsRepository {
  constructor(private readonly database: Database) {}

  bySessionId(sessionId: string): Promise<OauthSession | null> {
    return this.database.read((manager) => manager.findOneBy(OauthSession, { sessionId }));
  }

  byState(stateHash: string): Promise<OauthSession | null> {
    return this.database.read((manager) => manager.findOneBy(OauthSession, { stateHash }));
  }

  all(): Promise<OauthSession[]> {
    return this.database.read((manager) => manager.find(OauthSession));
  }

  /** @param kept how many of those begun for the same server and holder stay beside it */
  async insert(row: OauthSessionRow, { kept, now }: { kept: number; now: Date }): Promise<void> {
    const { server, holder } = row;
    await this.database.transaction(async (manager) => {
      await manager.delete(OauthSession, { expiresAt: LessThan(now) });
      const open = await manager.find(OauthSession, { where: { server, holder }, order: { id: 'DESC' } });
      for (const { id } of open.slice(kept)) await manager.delete(OauthSession, { id });
      await manager.insert(OauthSession, row);
    });
  }

  /** What it takes to complete it is gone then. @returns false when somebody else took it before */
  async take(id: number): Promise<boolean> {
    const { affected } = await this.database.transaction((manager) =>
      manager.update(OauthSession, { id, outcome: IsNull() }, { outcome: 'taken', content: '' }),
    );
    return affected !== 0;
  }

  /** @param failure why it failed; null when it did not */
  async settle(id: number, failure: string | null): Promise<void> {
    const outcome = failure === null ? 'completed' : 'failed';
    await this.database.transaction((manager) => manager.update(OauthSession, { id }, { outcome, failure }));
  }

  async setContent(id: number, content: string): Promise<void> {
    await this.database.transaction((manager) => manager.update(OauthSession, { id }, { content }));
  }
}
