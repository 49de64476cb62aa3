import { Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { Database } from '../database/database.js';
import type { CatalogRow } from './catalog-row.entity.js';
import { TABLES } from './catalog.repository.js';
import type { CatalogItem, ItemKind } from './catalog.js';
import { sha256 } from './definitions.js';
import type { DiscoveredItem } from './discovered-items.js';
import { Tool } from './tool.entity.js';

/** What a server offers of one kind, all of it. */
export interface Offer {
  readonly serverId: number;
  readonly kind: ItemKind;
  readonly items: readonly DiscoveredItem[];
  readonly seenAt: Date;
  /** What an admin changed stays as it is. */
  readonly keepsChanges: boolean;
}

export type OverrideColumns = Partial<Pick<CatalogRow, 'displayName' | 'displayDescription'>>;

/** Rows a statement: databases bound parameters and size. */
const BATCH = 100;

/** Taken from what was seen now; the fingerprint is that of the first sight. */
const SEEN_COLUMNS = ['definition', 'last_seen_at'];
/** What an admin changed, or trusts: registering the server anew accepts what it offers now. */
const ADMIN_COLUMNS = ['enabled', 'display_name', 'display_description', 'fingerprint'];

@Injectable()
export class ItemsRepository {
  constructor(private readonly database: Database) {}

  /** Makes the stored items those of the offer, new ones enabled and as the upstream has them. */
  async replaceAll(offer: Offer): Promise<void> {
    await this.database.transaction(async (manager) => {
      await this.deleteOthers(manager, offer);
      for (const batch of batches(offer.items)) await upsert(manager, offer, batch);
    });
  }

  /** Does nothing when the item is gone. */
  async setEnabled({ kind, server, originalName }: CatalogItem, enabled: boolean): Promise<void> {
    await this.database.transaction((manager) =>
      manager.update(
        TABLES[kind].entity,
        { serverId: server.id, nameHash: sha256(originalName) },
        { enabled },
      ),
    );
  }

  /** Every item of one kind that a server has. */
  async setAllEnabled(kind: ItemKind, serverId: number, enabled: boolean): Promise<void> {
    await this.database.transaction((manager) =>
      manager.update(TABLES[kind].entity, { serverId }, { enabled }),
    );
  }

  /** Changes what is given; null takes it back. Does nothing when the item is gone. */
  async setOverride({ kind, server, originalName }: CatalogItem, override: OverrideColumns): Promise<void> {
    await this.database.transaction((manager) =>
      manager.update(TABLES[kind].entity, { serverId: server.id, nameHash: sha256(originalName) }, override),
    );
  }

  /** What the tools of a server are called: by it, and by an admin. */
  toolNames(serverId: number): Promise<Pick<Tool, 'name' | 'displayName'>[]> {
    return this.database.read((manager) =>
      manager.find(Tool, { where: { serverId }, select: { id: true, name: true, displayName: true } }),
    );
  }

  private async deleteOthers(manager: EntityManager, { serverId, kind, items }: Offer): Promise<void> {
    const { entity } = TABLES[kind];
    const offered = new Set(items.map(({ nameHash }) => nameHash));
    const stored = await manager.find(entity, { where: { serverId }, select: { id: true, nameHash: true } });
    const gone = stored.filter(({ nameHash }) => !offered.has(nameHash)).map(({ id }) => id);
    for (const batch of batches(gone)) await manager.delete(entity, { id: In(batch) });
  }
}

async function upsert(manager: EntityManager, offer: Offer, items: readonly DiscoveredItem[]): Promise<void> {
  const { entity, nameColumn } = TABLES[offer.kind];
  const rows = items.map(({ name, nameHash, definition, fingerprint }) => ({
    serverId: offer.serverId,
    [nameColumn]: name,
    nameHash,
    enabled: true,
    definition,
    displayName: null,
    displayDescription: null,
    fingerprint,
    firstSeenAt: offer.seenAt,
    lastSeenAt: offer.seenAt,
  }));
  await manager
    .createQueryBuilder()
    .insert()
    .into(entity)
    .values(rows)
    .orUpdate(offer.keepsChanges ? SEEN_COLUMNS : [...SEEN_COLUMNS, ...ADMIN_COLUMNS], [
      'server_id',
      'name_hash',
    ])
    .updateEntity(false)
    .execute();
}

function batches<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / BATCH);
  return Array.from({ length: count }, (_, index) => all.slice(index * BATCH, (index + 1) * BATCH));
}
