import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Database } from '../../database/database.js';
import { McpSession } from './mcp-session.entity.js';

@Injectable()
export class McpSessionsRepository {
  constructor(private readonly database: Database) {}

  find(nonce: string): Promise<McpSession | null> {
    return this.database.read((manager) => manager.findOneBy(McpSession, { nonce }));
  }

  /** Takes the place of what is stored of the session. */
  async put(session: Omit<McpSession, 'id'>): Promise<void> {
    await this.database.transaction(async (manager) => {
      await manager.delete(McpSession, { nonce: session.nonce });
      await manager.insert(McpSession, session);
    });
  }

  async delete(nonce: string): Promise<void> {
    await this.database.transaction((manager) => manager.delete(McpSession, { nonce }));
  }

  async deleteOlderThan(changedAt: Date): Promise<void> {
    await this.database.transaction((manager) =>
      manager.delete(McpSession, { changedAt: LessThan(changedAt) }),
    );
  }
}
