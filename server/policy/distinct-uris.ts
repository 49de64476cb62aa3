import { distinctUri, parseAlias, templateAlias } from '../common/resource-uris.js';
import type { CatalogItem, CatalogServer } from '../registry/catalog.js';
import { renamed } from '../registry/definitions.js';

/** The resources, each under a URI of its own. */
export function distinctResources(
  servers: readonly CatalogServer[],
  resources: CatalogItem[],
): CatalogItem[] {
  return distinct(servers, resources, distinctUri);
}

/** The resource templates, each with a template of its own. */
export function distinctTemplates(
  servers: readonly CatalogServer[],
  templates: CatalogItem[],
): CatalogItem[] {
  return distinct(servers, templates, templateAlias);
}

/**
 * Of several items with one URI that of the server registered first keeps it, so that a new server cannot
 * take it over; nor can one that lists the alias of another's.
 */
function distinct(
  servers: readonly CatalogServer[],
  items: CatalogItem[],
  alias: (server: string, uri: string) => string,
): CatalogItem[] {
  const names = new Set(servers.map(({ name }) => name));
  const taken = new Set<string>();
  return items
    .toSorted((a, b) => a.server.id - b.server.id)
    .map((item) => {
      const isAlias = names.has(parseAlias(item.name)?.server ?? '');
      if (isAlias || taken.has(item.name)) return renamed(item, alias(item.server.name, item.originalName));
      taken.add(item.name);
      return item;
    });
}
