import { Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { Database } from '../database/database.js';
import { TABLES } from './catalog.repository.js';
import type { ItemKind } from './catalog.js';
import type { DiscoveredItem } from './discovered-items.js';

/** What a server offers of one kind, all of it. */
export interface Offer {
  readonly serverId: number;
  readonly kind: ItemKind;
  readonly items: readonly DiscoveredItem[];
  readonly seenAt: Date;
  /** What an admin changed stays as it is. */
  readonly keepsChanges: boolean;
}

/** Rows a statement: databases bound parameters and size. */
const BATCH = 100;

/** Taken from what was seen now; the first sight stays. */
const SEEN_COLUMNS = ['definition', 'fingerprint', 'last_seen_at'];
/** What an admin changed. */
const ADMIN_COLUMNS = ['enabled', 'display_name', 'display_description'];

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
