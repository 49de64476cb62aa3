import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Discovery } from '../upstream/upstream.js';
import type { CatalogItem, CatalogServer, ItemKind } from './catalog.js';
import { type DiscoveredItem, readItems } from './discovered-items.js';
import { ItemsRepository } from './items.repository.js';
import { McpServersRepository, type McpServerRow } from './mcp-servers.repository.js';

interface Offer {
  readonly kind: ItemKind;
  readonly items: readonly DiscoveredItem[];
}

/** Keeps what registered servers offer up to date. */
@Injectable()
export class OfferStore {
  constructor(
    private readonly database: Database,
    private readonly servers: McpServersRepository,
    private readonly items: ItemsRepository,
  ) {}

  /**
   * Stores what a server offers now; what an admin changed stays.
   * @param server as the catalogue has it
   * @returns false when nothing differs, and nothing was written
   */
  async refresh(server: CatalogServer, discovery: Discovery): Promise<boolean> {
    const changed = offersOf(server.name, discovery).filter((offer) => differs(server, offer));
    const seenAt = new Date();
    const seen = seenOf(discovery);
    if (changed.length === 0 && isSame(server, seen)) return false;
    return this.database.change(async () => {
      if (!(await this.servers.update(server.id, { ...seen, lastDiscoveredAt: seenAt }))) return false;
      for (const { kind, items } of changed) {
        await this.items.replaceAll({ serverId: server.id, kind, items, seenAt, keepsChanges: true });
      }
      return true;
    });
  }
}

function offersOf(server: string, discovery: Discovery): Offer[] {
  const { tools, prompts, resources, resourceTemplates } = discovery;
  const definitions = {
    tool: tools,
    prompt: prompts,
    resource: resources,
    resource_template: resourceTemplates,
  };
  return (Object.keys(definitions) as ItemKind[]).map((kind) => ({
    kind,
    items: readItems(server, kind, definitions[kind]).items,
  }));
}

function differs(server: CatalogServer, { kind, items }: Offer): boolean {
  const known = new Map(itemsOf(server, kind).map(({ originalName, original }) => [originalName, original]));
  return known.size !== items.length || items.some(({ name, definition }) => known.get(name) !== definition);
}

function itemsOf(server: CatalogServer, kind: ItemKind): readonly CatalogItem[] {
  switch (kind) {
    case 'tool':
      return server.tools;
    case 'prompt':
      return server.prompts;
    case 'resource':
      return server.resources;
    case 'resource_template':
      return server.resourceTemplates;
  }
}

type Seen = Pick<McpServerRow, 'instructions' | 'protocolVersion' | 'capabilities'>;

function seenOf({ instructions, protocolVersion, capabilities }: Discovery): Seen {
  // PostgreSQL has no text with this character.
  const text = instructions.replaceAll('\u0000', '');
  return { instructions: text, protocolVersion: protocolVersion.slice(0, 32), capabilities };
}

function isSame(server: CatalogServer, seen: Seen): boolean {
  return (Object.keys(seen) as (keyof Seen)[]).every((key) => server[key] === seen[key]);
}
