import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { McpClientGrant } from './mcp-client-grant.entity.js';
import { McpClient } from './mcp-client.entity.js';

/** What a new client's rows are made of; the rest the database fills in. */
export type NewMcpClient = Pick<
  McpClient,
  'name' | 'description' | 'tokenHash' | 'tokenPrefix' | 'expiresAt'
> & { grants: Pick<McpClientGrant, 'kind' | 'value'>[] };

@Injectable()
export class McpClientsRepository {
  constructor(private readonly database: Database) {}

  /** By name, with their grants in the order they were given. */
  findAll(): Promise<McpClient[]> {
    return this.database.read((manager) =>
      manager.find(McpClient, { relations: { grants: true }, order: { name: 'ASC', grants: { id: 'ASC' } } }),
    );
  }

  findByName(name: string): Promise<McpClient | null> {
    return this.database.read((manager) => manager.findOneBy(McpClient, { name }));
  }

  insert(client: NewMcpClient): Promise<McpClient> {
    return this.database.transaction(
      (manager) => manager.save(McpClient, { ...client }) as Promise<McpClient>,
    );
  }

  /** The grants go with it. */
  async delete(id: number): Promise<void> {
    await this.database.transaction((manager) => manager.delete(McpClient, { id }));
  }

  async recordUse(id: number, lastUsedAt: Date): Promise<void> {
    // Being used is no change of what the row says.
    const use = { lastUsedAt, updatedAt: () => 'updated_at' };
    await this.database.transaction((manager) => manager.update(McpClient, { id }, use));
  }

  /** Stores the same token under another hash, unless the token was replaced meanwhile. */
  async rehash(id: number, { from, to }: { from: string; to: string }): Promise<void> {
    await this.database.transaction((manager) =>
      manager.update(McpClient, { id, tokenHash: from }, { tokenHash: to }),
    );
  }
}
