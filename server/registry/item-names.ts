import { canonicalName, fullName } from '../common/names.js';
import { distinctUri, resourceAlias, templateAlias } from '../common/resource-uris.js';
import { readingsOf } from '../common/uri-readings.js';
import type { CatalogItem } from './catalog.js';
import { shownName } from './shown-name.js';

/** As much of an item as grants and groups look at; what is not listed has no definition. */
export type Named = Pick<CatalogItem, 'kind' | 'originalName'> & {
  readonly server: { readonly name: string };
  readonly original?: string;
};

/** Every name by which grants and groups may mean an item, whatever it was renamed to: the canonical one first. */
export function namesOf(item: Named): readonly string[] {
  const { kind, originalName } = item;
  const server = item.server.name;
  const full = fullName(server, originalName);
  switch (kind) {
    case 'tool':
    case 'prompt':
      return [...new Set([canonicalName(server, originalName), full])];
    case 'resource':
      return [
        originalName,
        resourceAlias(server, originalName),
        distinctUri(server, originalName),
        full,
        ...shown(item),
      ];
    case 'resource_template':
      return [originalName, templateAlias(server, originalName), full, ...shown(item)];
  }
}

/** The same, and of a resource also those under what servers may take its URI for: what is denied goes by these. */
export function deniableNames(item: Named): readonly string[] {
  if (item.kind !== 'resource') return namesOf(item);
  return readingsOf(item.originalName).flatMap((originalName) => namesOf({ ...item, originalName }));
}

function shown({ original, ...item }: Named): string[] {
  return original === undefined ? [] : [shownName({ ...item, original })];
}
