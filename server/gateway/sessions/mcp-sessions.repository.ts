import { Injectable } from '@nestjs/common';
import { LessThan, MoreThan } from 'typeorm';
import { ConflictError } from '../../common/errors.js';
import { Database } from '../../database/database.js';
import { McpSession } from './mcp-session.entity.js';

type Fields = Partial<Omit<McpSession, 'id' | 'nonce'>> & Pick<McpSession, 'changedAt'>;
type FieldsOf = (row: McpSession | null) => Fields | undefined;

const EMPTY = { logLevel: null, subscriptions: '[]', upstreamSessions: null, deletedAt: null };

@Injectable()
export class McpSessionsRepository {
  constructor(private readonly database: Database) {}

  find(nonce: string): Promise<McpSession | null> {
    return this.database.read((manager) => manager.findOneBy(McpSession, { nonce }));
  }

  /** Changes these fields of a session; the others stay as they are. */
  put(nonce: string, fields: Fields): Promise<void> {
    return this.change(nonce, () => fields);
  }

  /**
   * @param fieldsOf what is to be changed, by what there is; undefined for nothing. Asked again when another process
   * was faster
   */
  async change(nonce: string, fieldsOf: FieldsOf): Promise<void> {
    try {
      await this.changeOnce(nonce, fieldsOf);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      await this.changeOnce(nonce, fieldsOf);
    }
  }

  async delete(nonce: string): Promise<void> {
    await this.database.transaction((manager) => manager.delete(McpSession, { nonce }));
  }

  async deleteOlderThan(changedAt: Date): Promise<void> {
    await this.database.transaction((manager) =>
      manager.delete(McpSession, { changedAt: LessThan(changedAt) }),
    );
  }

  /** @returns the nonces of sessions that were deleted since, the latest first, at most so many */
  async deletedSince(since: Date, limit: number): Promise<string[]> {
    const rows = await this.database.read((manager) =>
      manager.find(McpSession, {
        select: { nonce: true },
        where: { deletedAt: MoreThan(since) },
        order: { deletedAt: 'DESC' },
        take: limit,
      }),
    );
    return rows.map(({ nonce }) => nonce);
  }

  private changeOnce(nonce: string, fieldsOf: FieldsOf): Promise<void> {
    return this.database.transaction(async (manager) => {
      const row = await manager.findOneBy(McpSession, { nonce });
      const fields = fieldsOf(row);
      if (!fields) return;
      if (row) await manager.update(McpSession, { nonce }, fields);
      else await manager.insert(McpSession, { nonce, ...EMPTY, ...fields });
    });
  }
}
