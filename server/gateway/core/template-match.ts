import { parseAlias } from '../../common/resource-uris.js';
import { fitsAround } from '../../common/wildcard.js';
import type { CatalogView } from '../../policy/policy.js';
import type { CatalogItem } from '../../registry/catalog.js';

/** A template that a URI was made from, and that URI as the template's server knows it. */
export interface TemplateMatch {
  readonly item: CatalogItem;
  readonly uri: string;
}

interface Pattern {
  readonly item: CatalogItem;
  /** What stands around the template's expressions. */
  readonly literals: readonly string[];
  readonly literalLength: number;
}

const EXPRESSION = /\{[^{}]*\}/;
const ordered = new WeakMap<CatalogView, readonly Pattern[]>();

/** The template with the most literal text that a URI can come from (RFC 6570); upstreams are never asked. */
export function matchTemplate(view: CatalogView, asked: string): TemplateMatch | undefined {
  const alias = parseAlias(asked);
  const uri = alias?.kind === 'template' ? alias.uri : asked;
  const server = alias?.kind === 'template' ? alias.server : undefined;
  const pattern = patternsOf(view).find(
    ({ item, literals }) =>
      (server ?? item.server.name) === item.server.name &&
      fitsAround(literals, uri) &&
      view.mayExpand(item, uri),
  );
  return pattern && { item: pattern.item, uri };
}

function patternsOf(view: CatalogView): readonly Pattern[] {
  const known = ordered.get(view);
  if (known) return known;
  const patterns = view.resourceTemplates.map(patternOf).sort((a, b) => b.literalLength - a.literalLength);
  ordered.set(view, patterns);
  return patterns;
}

function patternOf(item: CatalogItem): Pattern {
  const literals = item.originalName.split(EXPRESSION);
  return { item, literals, literalLength: literals.join('').length };
}
