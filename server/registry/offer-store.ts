import { Injectable } from '@nestjs/common';
import type { ChangeNote } from '../database/change-note.js';
import { Database } from '../database/database.js';
import type { Discovery } from '../upstream/upstream.js';
import { type CatalogServer, type ItemKind, itemsOf } from './catalog.js';
import { type DiscoveredItem, readItems } from './discovered-items.js';
import { ItemsRepository } from './items.repository.js';
import { notesOf } from './offer-notes.js';
import { changesOf, type OfferChanges } from './offer-changes.js';
import { McpServersRepository, type McpServerRow } from './mcp-servers.repository.js';

/** What a server offers of one kind. */
export interface ListedItems {
  readonly kind: ItemKind;
  readonly items: readonly DiscoveredItem[];
}

interface Refreshed {
  readonly discovery: Discovery;
  /** The kinds of which anything differs. */
  readonly changed: readonly ListedItems[];
  readonly notes: readonly ChangeNote[];
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
   * @returns what differs from what the catalogue has
   */
  async refresh(server: CatalogServer, discovery: Discovery): Promise<OfferChanges> {
    const offers = offersOf(server.name, discovery);
    const changes = changesOf(server, offers);
    const changed = offers.filter((offer) => differs(server, offer));
    await this.write(server, { discovery, changed, notes: notesOf(server, { offers: changed, changes }) });
    return changes;
  }

  private async write(server: CatalogServer, { discovery, changed, notes }: Refreshed): Promise<void> {
    const seenAt = new Date();
    const seen = seenOf(discovery);
    if (changed.length === 0 && isSame(server, seen)) return;
    await this.database.change(async () => {
      if (!(await this.servers.update(server.id, { ...seen, lastDiscoveredAt: seenAt }))) return;
      for (const { kind, items } of changed) {
        await this.items.replaceAll({ serverId: server.id, kind, items, seenAt, keepsChanges: true });
      }
      for (const note of notes) this.database.note(note);
    });
  }
}

function offersOf(server: string, discovery: Discovery): ListedItems[] {
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

function differs(server: CatalogServer, { kind, items }: ListedItems): boolean {
  const known = new Map(itemsOf(server, kind).map(({ originalName, original }) => [originalName, original]));
  return known.size !== items.length || items.some(({ name, definition }) => known.get(name) !== definition);
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
