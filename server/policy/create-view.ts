import type { Grants } from '../common/principal.js';
import type { CatalogItem, CatalogServer, CatalogSnapshot } from '../registry/catalog.js';
import { distinctResources, distinctTemplates } from './distinct-uris.js';
import { mayReach } from './may-reach.js';
import { ItemView } from './item-view.js';
import type { CatalogView, Scope } from './policy.js';
import { relinked } from './ui-links.js';

interface Sight {
  snapshot: CatalogSnapshot;
  grants: Grants;
  scope: Scope;
}

/** Works out everything that these grants reach in this scope. */
export function createView({ snapshot, grants, scope }: Sight): CatalogView {
  const servers = [...snapshot.servers.values()].filter(
    ({ name, enabled }) => enabled && mayReach(grants, name) && (scope.kind === 'all' || scope.name === name),
  );
  return scope.kind === 'all' ? mergedView(servers) : ownView(servers);
}

/** Servers side by side, under canonical names. */
function mergedView(servers: CatalogServer[]): CatalogView {
  const resources = distinctResources(servers, enabled(servers.flatMap((server) => server.resources)));
  const templates = enabled(servers.flatMap((server) => server.resourceTemplates));
  return new ItemView(servers, {
    tool: relinked(enabled(servers.flatMap((server) => server.tools)), resources),
    prompt: enabled(servers.flatMap((server) => server.prompts)),
    resource: resources,
    resource_template: distinctTemplates(servers, templates),
  });
}

/** One server as it is, or none. */
function ownView(servers: CatalogServer[]): CatalogView {
  return new ItemView(servers, {
    tool: asOwn(enabled(servers.flatMap((server) => server.tools))),
    prompt: asOwn(enabled(servers.flatMap((server) => server.prompts))),
    resource: enabled(servers.flatMap((server) => server.resources)),
    resource_template: enabled(servers.flatMap((server) => server.resourceTemplates)),
  });
}

function enabled(items: readonly CatalogItem[]): CatalogItem[] {
  return items.filter((item) => item.enabled);
}

function asOwn(items: CatalogItem[]): CatalogItem[] {
  return items.map((item) => ({ ...item, name: item.originalName, definition: item.original }));
}
