import type { ChangeNote } from '../database/change-note.js';
import { type CatalogItem, type CatalogServer, itemsOf } from './catalog.js';
import type { DiscoveredItem } from './discovered-items.js';
import { isUnchanged, type KindChanges, type OfferChanges } from './offer-changes.js';
import type { ListedItems } from './offer-store.js';
import { shownName } from './shown-name.js';

/** Names of a kind, and items with a note of their own; an upstream may change thousands at once. */
const MAX_NAMED = 100;
/** Of a definition, in characters. */
const MAX_DEFINITION_LENGTH = 8_192;

/** What is to be written down of a server that offers something else now: nothing when it does not. */
export function notesOf(
  server: CatalogServer,
  { offers, changes }: { offers: readonly ListedItems[]; changes: OfferChanges },
): ChangeNote[] {
  if (isUnchanged(changes)) return [];
  const { name } = server;
  const details = Object.fromEntries(
    Object.entries(changes).flatMap(([kind, names]) => {
      const shown = shortened(names);
      return Object.keys(shown).length > 0 ? [[kind, shown]] : [];
    }),
  );
  const redefined = offers.flatMap((offer) => redefinitionsOf(server, offer)).slice(0, MAX_NAMED);
  return [{ action: 'server.refresh', target: `server ${name}`, server: name, details }, ...redefined];
}

/** Whoever trusted a definition gets to see what it was and what it became: an upstream may change its mind. */
function redefinitionsOf(server: CatalogServer, { kind, items }: ListedItems): ChangeNote[] {
  const before = new Map(itemsOf(server, kind).map((item) => [item.originalName, item]));
  return items.flatMap((item) => {
    const known = before.get(item.name);
    return known && known.fingerprint !== item.fingerprint ? redefinition(known, item) : [];
  });
}

function redefinition(known: CatalogItem, now: DiscoveredItem): ChangeNote {
  return {
    action: `${known.kind}.changed`,
    target: shownName(known),
    server: known.server.name,
    tool: known.canonical,
    before: { fingerprint: known.fingerprint, definition: cut(known.original) },
    after: { fingerprint: now.fingerprint, definition: cut(now.definition) },
  };
}

function cut(definition: string): string {
  return definition.length > MAX_DEFINITION_LENGTH
    ? `${definition.slice(0, MAX_DEFINITION_LENGTH)}…`
    : definition;
}

function shortened(changes: KindChanges): object {
  return Object.fromEntries(
    Object.entries(changes).flatMap(([what, names]: [string, string[]]) => {
      const rest = names.length - MAX_NAMED;
      const shown = rest > 0 ? [...names.slice(0, MAX_NAMED), `and ${rest} more`] : names;
      return names.length > 0 ? [[what, shown]] : [];
    }),
  );
}
