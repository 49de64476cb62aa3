import { canonicalName } from '../common/names.js';
import { WireError } from '../wire/wire-error.js';
import type { ItemKind } from './catalog.js';
import { fingerprintOf, nameIn, sha256 } from './definitions.js';

/** An item as an upstream listed it, ready to be stored. */
export interface DiscoveredItem {
  /** The upstream's own name, URI or URI template. */
  readonly name: string;
  readonly nameHash: string;
  readonly definition: string;
  readonly fingerprint: string;
}

/** What the tables hold. */
const MAX_NAME_LENGTH: Readonly<Record<ItemKind, number>> = {
  tool: 255,
  prompt: 255,
  resource: 8192,
  resource_template: 8192,
};

const LABEL: Readonly<Record<ItemKind, string>> = {
  tool: 'tool',
  prompt: 'prompt',
  resource: 'resource',
  resource_template: 'resource template',
};

/** Why an item cannot be offered. */
class UnusableItem extends Error {}

/**
 * Reads what an upstream listed. One item that nobody could ever call does not stop the others: it is left
 * out, with a sentence that says so.
 *
 * @param definitions JSON text of one object each
 */
export function readItems(
  server: string,
  kind: ItemKind,
  definitions: readonly string[],
): { items: DiscoveredItem[]; warnings: string[] } {
  const items = new Map<string, DiscoveredItem>();
  const warnings: string[] = [];
  definitions.forEach((definition, index) => {
    try {
      const item = readItem(kind, definition);
      const key = kind === 'tool' || kind === 'prompt' ? canonicalName(server, item.name) : item.name;
      if (items.has(key))
        throw new UnusableItem(`has the name of an earlier one, ${JSON.stringify(item.name)}`);
      items.set(key, item);
    } catch (error) {
      warnings.push(`${LABEL[kind]} ${index + 1} is left out: it ${reasonOf(error)}`);
    }
  });
  return { items: [...items.values()], warnings };
}

function readItem(kind: ItemKind, definition: string): DiscoveredItem {
  const name = nameIn(kind, definition);
  if (name === undefined || name === '') throw new UnusableItem('has no name');
  const longest = MAX_NAME_LENGTH[kind];
  if (name.length > longest) throw new UnusableItem(`has a name of more than ${longest} characters`);
  // No database stores them all alike, and no client can send them back for sure.
  if (/[\p{Cc}\p{Surrogate}]/u.test(name)) throw new UnusableItem('has control characters in its name');
  return { name, nameHash: sha256(name), definition, fingerprint: fingerprintOf(definition) };
}

function reasonOf(error: unknown): string {
  if (error instanceof UnusableItem) return error.message;
  if (error instanceof WireError || error instanceof SyntaxError) return 'is not well-formed';
  throw error;
}
