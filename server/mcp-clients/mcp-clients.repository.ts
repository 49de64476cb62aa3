import { Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import type { OwnedByUsers } from '../common/owned-by-users.js';
import { Database } from '../database/database.js';
import { TokenHolderRepository } from '../database/token-holder.repository.js';
import type { SentGrants } from './grant-fields.js';
import { type GrantKind, McpClientGrant } from './mcp-client-grant.entity.js';
import { McpClient } from './mcp-client.entity.js';

/** What a new client's rows are made of; the rest the database fills in. */
export type NewMcpClient = Pick<
  McpClient,
  'name' | 'description' | 'owner' | 'rateLimitRpm' | 'tokenHash' | 'tokenPrefix' | 'expiresAt'
>;

/** What is to be another; columns that are missing stay as they are. */
export type McpClientChanges = Partial<Omit<McpClient, 'id' | 'grants' | 'createdAt' | 'updatedAt'>>;

const WITH_GRANTS = { relations: { grants: true }, order: { name: 'ASC', grants: { id: 'ASC' } } } as const;

@Injectable()
export class McpClientsRepository extends TokenHolderRepository implements OwnedByUsers {
  constructor(database: Database) {
    super(database, { entity: McpClient, nameProperty: 'name' });
  }

  /** By name, with their grants in the order they were given. */
  findAll(): Promise<McpClient[]> {
    return this.database.read((manager) => manager.find(McpClient, WITH_GRANTS));
  }

  /** With its grants. */
  findByName(name: string): Promise<McpClient | null> {
    return this.database.read((manager) => manager.findOne(McpClient, { where: { name }, ...WITH_GRANTS }));
  }

  insert(client: NewMcpClient, grants: SentGrants): Promise<McpClient> {
    const rows = [...grants].flatMap(([kind, values]) => values.map((value) => ({ kind, value })));
    return this.database.transaction(
      (manager) => manager.save(McpClient, { ...client, grants: rows }) as Promise<McpClient>,
    );
  }

  /** Of a client that is locked. */
  async update(client: McpClient, changes: McpClientChanges, grants: SentGrants): Promise<void> {
    await this.database.transaction(async (manager) => {
      await manager.update(McpClient, { id: client.id }, { ...changes, updatedAt: new Date() });
      for (const [kind, values] of grants) await replaceGrants(manager, client, { kind, values });
    });
  }

  /** The grants go with it. */
  async delete(id: number): Promise<void> {
    await this.database.transaction((manager) => manager.delete(McpClient, { id }));
  }

  /** The clients of this user belong to nobody from now on. */
  async disown(owner: string): Promise<void> {
    await this.database.transaction((manager) => manager.update(McpClient, { owner }, { owner: null }));
  }
}

/** Rows are read back in the order of their ids, so what stands behind the first difference is written anew. */
async function replaceGrants(
  manager: EntityManager,
  { id: clientId, grants }: McpClient,
  { kind, values }: { kind: GrantKind; values: readonly string[] },
): Promise<void> {
  const before = grants.filter((grant) => grant.kind === kind);
  const differing = before.findIndex(({ value }, index) => value !== values[index]);
  const kept = differing < 0 ? before.length : differing;
  const dropped = before.slice(kept).map(({ id }) => id);
  const added = values.slice(kept).map((value) => ({ clientId, kind, value }));
  if (dropped.length > 0) await manager.delete(McpClientGrant, { id: In(dropped) });
  if (added.length > 0) await manager.insert(McpClientGrant, added);
}
