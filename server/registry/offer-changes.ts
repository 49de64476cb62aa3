import { canonicalName } from '../common/names.js';
import { resourceAlias, templateAlias } from '../common/resource-uris.js';
import { type CatalogServer, type ItemKind, itemsOf } from './catalog.js';
import type { DiscoveredItem } from './discovered-items.js';

/** Names as people know them: canonical, or of what has a URI its `mcpj://` form. */
export interface KindChanges {
  readonly added: string[];
  /** By their fingerprints: that keys are in another order is no change. */
  readonly changed: string[];
  readonly removed: string[];
}

export type OfferChanges = Readonly<Record<ItemKind, KindChanges>>;

const NAMED: Readonly<Record<ItemKind, (server: string, name: string) => string>> = {
  tool: canonicalName,
  prompt: canonicalName,
  resource: resourceAlias,
  resource_template: templateAlias,
};

/** How what a server offers now differs from what the catalogue has. */
export function changesOf(
  server: CatalogServer,
  offers: readonly { kind: ItemKind; items: readonly DiscoveredItem[] }[],
): OfferChanges {
  const changes = offers.map(({ kind, items }) => [kind, changesOfKind(server, kind, items)] as const);
  return Object.fromEntries(changes) as OfferChanges;
}

/** Whether nothing differs. */
export function isUnchanged(changes: OfferChanges): boolean {
  return Object.values(changes).every((kind) =>
    [kind.added, kind.changed, kind.removed].every((names) => names.length === 0),
  );
}

function changesOfKind(server: CatalogServer, kind: ItemKind, items: readonly DiscoveredItem[]): KindChanges {
  const before = new Map(
    itemsOf(server, kind).map(({ originalName, fingerprint }) => [originalName, fingerprint]),
  );
  const now = new Set(items.map(({ name }) => name));
  const shown = (names: string[]) => names.map((name) => NAMED[kind](server.name, name)).sort();
  const changed = items.filter(({ name, fingerprint }) => (before.get(name) ?? fingerprint) !== fingerprint);
  return {
    added: shown([...now].filter((name) => !before.has(name))),
    changed: shown(changed.map(({ name }) => name)),
    removed: shown([...before.keys()].filter((name) => !now.has(name))),
  };
}
