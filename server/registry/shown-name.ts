import { canonicalName, fullName } from '../common/names.js';
import type { CatalogItem } from './catalog.js';
import { DefinitionFields } from './dto/definition-fields.js';

type Shown = Pick<CatalogItem, 'kind' | 'originalName' | 'original'> & {
  readonly server: { readonly name: string };
};

/** What people call an item: its canonical name; of what has a URI `<server>__<the upstream's name>`. */
export function shownName(item: Shown): string {
  const { kind, server, originalName, original } = item;
  if (kind === 'tool' || kind === 'prompt') return canonicalName(server.name, originalName);
  return fullName(server.name, new DefinitionFields(original).text('name') ?? originalName);
}
