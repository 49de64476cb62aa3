import { splitName } from '../common/names.js';
import type { CatalogItem } from '../registry/catalog.js';
import { described, renamed } from '../registry/definitions.js';

/** The items under canonical names, or those that an admin gave them. */
export function overridden(items: readonly CatalogItem[]): CatalogItem[] {
  return items.map((item) => {
    const { name, description } = item.override ?? {};
    return withDescription(name === undefined ? item : renamed(item, name), description);
  });
}

/** The items under their server's own names, or those that an admin gave them. */
export function asOwn(items: readonly CatalogItem[]): CatalogItem[] {
  return items.map((item) => {
    const { name, description } = item.override ?? {};
    const own = { ...item, name: item.originalName, definition: item.original };
    return withDescription(name === undefined ? own : renamed(own, splitName(name)!.item), description);
  });
}

function withDescription(item: CatalogItem, description: string | undefined): CatalogItem {
  if (description === undefined) return item;
  return { ...item, definition: described(item.definition, description) };
}
