import { Injectable } from '@nestjs/common';
import type { EntityManager, ObjectLiteral } from 'typeorm';
import { Database } from '../database/database.js';
import type { ItemKind } from './catalog.js';
import { McpServer } from './mcp-server.entity.js';
import { Prompt } from './prompt.entity.js';
import { ResourceTemplate } from './resource-template.entity.js';
import { Resource } from './resource.entity.js';
import { Tool } from './tool.entity.js';

/** The table of each kind of item, and its column for what the upstream calls it. */
export const TABLES = {
  tool: { entity: Tool, nameColumn: 'name' },
  prompt: { entity: Prompt, nameColumn: 'name' },
  resource: { entity: Resource, nameColumn: 'uri' },
  resource_template: { entity: ResourceTemplate, nameColumn: 'uriTemplate' },
} as const satisfies Record<ItemKind, { entity: new () => ObjectLiteral; nameColumn: string }>;

export interface ItemRow {
  readonly serverId: number;
  readonly name: string;
  readonly enabled: boolean;
  readonly definition: string;
  readonly displayName: string | null;
  readonly displayDescription: string | null;
  readonly fingerprint: string;
}

/** Everything the catalogue is made of, items in the order they were first seen. */
export interface CatalogRows {
  readonly servers: readonly McpServer[];
  readonly items: Readonly<Record<ItemKind, readonly ItemRow[]>>;
}

@Injectable()
export class CatalogRepository {
  constructor(private readonly database: Database) {}

  load(): Promise<CatalogRows> {
    return this.database.read(async (manager) => ({
      servers: await manager.find(McpServer),
      items: {
        tool: await loadItems(manager, 'tool'),
        prompt: await loadItems(manager, 'prompt'),
        resource: await loadItems(manager, 'resource'),
        resource_template: await loadItems(manager, 'resource_template'),
      },
    }));
  }
}

/** Rows as the driver gives them: entities would take ten times as long for thousands of tools. */
async function loadItems(manager: EntityManager, kind: ItemKind): Promise<ItemRow[]> {
  const { entity, nameColumn } = TABLES[kind];
  const rows = await manager
    .createQueryBuilder(entity, 'item')
    .select('item.serverId', 'serverId')
    .addSelect(`item.${nameColumn}`, 'name')
    .addSelect('item.enabled', 'enabled')
    .addSelect('item.definition', 'definition')
    .addSelect('item.displayName', 'displayName')
    .addSelect('item.displayDescription', 'displayDescription')
    .addSelect('item.fingerprint', 'fingerprint')
    .orderBy('item.id')
    .getRawMany<Omit<ItemRow, 'enabled'> & { enabled: boolean | number }>();
  return rows.map((row) => ({ ...row, enabled: Boolean(row.enabled) }));
}
