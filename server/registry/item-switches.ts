import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { CatalogSearch } from './catalog-search.js';
import { Catalog } from './catalog.service.js';
import { type CatalogItem, type CatalogServer, type ItemKind, itemsOf } from './catalog.js';
import { ItemsRepository } from './items.repository.js';
import { shownName } from './shown-name.js';

/** What people enable and disable: the kinds of item that go together. */
const KINDS = {
  tool: ['tool'],
  prompt: ['prompt'],
  // Templates are another way to resources.
  resource: ['resource', 'resource_template'],
} as const satisfies Record<string, readonly ItemKind[]>;

export type SwitchedKind = keyof typeof KINDS;

/** Enables and disables what servers provide, one by one or all of a server. */
@Injectable()
export class ItemSwitches {
  constructor(
    private readonly catalog: Catalog,
    private readonly search: CatalogSearch,
    private readonly items: ItemsRepository,
    private readonly database: Database,
  ) {}

  /**
   * @param entity the name of a server or of an item; for resources a URI too
   * @returns the names of the items meant, sorted, also of those that were as wanted before
   * @throws InvalidError when a name means several resources
   * @throws NotFoundError with near names
   */
  set(kind: SwitchedKind, entity: string, enabled: boolean): Promise<string[]> {
    return isServerName(entity)
      ? this.setAll(kind, this.search.server(entity), enabled)
      : this.setOne(this.search.switchable(kind, entity), enabled);
  }

  private async setOne(item: CatalogItem, enabled: boolean): Promise<string[]> {
    await this.database.change(async () => {
      await this.items.setEnabled(item, enabled);
      const { canonical, enabled: was } = item;
      this.database.note({
        action: `${item.kind}.${enabled ? 'enable' : 'disable'}`,
        target: shownName(item),
        server: item.server.name,
        tool: canonical,
        before: { enabled: was },
        after: { enabled },
      });
    });
    await this.catalog.reload();
    return [shownName(item)];
  }

  /** What the server has when this is written counts, whatever this process knows of it. */
  private async setAll(kind: SwitchedKind, { id, name }: CatalogServer, enabled: boolean): Promise<string[]> {
    await this.database.change(async () => {
      for (const each of KINDS[kind]) await this.items.setAllEnabled(each, id, enabled);
      this.database.note({
        action: `${kind}.${enabled ? 'enable' : 'disable'}`,
        target: `every ${kind} of the server ${name}`,
        server: name,
        after: { enabled },
      });
    });
    await this.catalog.reload();
    return namesOf(kind, this.catalog.snapshot.servers.get(name));
  }
}

/** Names of items have a `__`, URIs a colon; names of servers neither. */
function isServerName(entity: string): boolean {
  return !entity.includes('__') && !entity.includes(':');
}

function namesOf(kind: SwitchedKind, server: CatalogServer | undefined): string[] {
  return KINDS[kind]
    .flatMap((each) => (server ? itemsOf(server, each) : []))
    .map(shownName)
    .sort();
}
