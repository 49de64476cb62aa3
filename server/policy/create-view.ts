import type { Grants } from '../common/grants.js';
import { plainest } from '../common/uri-readings.js';
import type { CatalogItem, CatalogServer, CatalogSnapshot } from '../registry/catalog.js';
import type { GroupsSnapshot } from '../tool-groups/groups.service.js';
import { type Asked, decide, isMember, reachesServer } from './decision.js';
import { distinctResources, distinctTemplates } from './distinct-uris.js';
import { type Expand, type Items, ItemView } from './item-view.js';
import type { CatalogView, Scope } from './policy.js';
import { asOwn, overridden } from './overridden.js';
import { relinked } from './ui-links.js';

export interface Sight {
  readonly snapshot: CatalogSnapshot;
  readonly groups: GroupsSnapshot;
  readonly grants: Grants;
  readonly scope: Scope;
}

/** Works out everything that these grants reach in this scope. */
export function createView(sight: Sight): CatalogView {
  const { snapshot, grants, scope } = sight;
  const inScope = [...snapshot.servers.values()].filter(
    ({ name, enabled }) => enabled && (scope.kind !== 'server' || scope.name === name),
  );
  const reached = itemsOf(inScope, (item) => item.enabled && reaches(sight, { item }));
  const offering = new Set(Object.values(reached).flatMap((items) => items.map(({ server }) => server)));
  const servers = inScope.filter(
    (server) => offering.has(server) || (scope.kind !== 'group' && reachesServer(grants, server.name)),
  );
  return new ItemView(servers, {
    exists: exists(sight, servers),
    items: scope.kind === 'server' ? own(reached) : merged(servers, reached),
    mayExpand: expander(sight),
    mayReadUnlisted: (server, uri) => servers.includes(server) && mayRead(sight, server, uri),
  });
}

/** The one place that grants and scope meet: an endpoint cuts further and grants nothing. */
function reaches({ groups, grants, scope }: Sight, asked: Asked): boolean {
  if (scope.kind === 'group' && !isMember(groups, scope.name, asked)) return false;
  return decide(grants, groups, asked).allowed;
}

/** A group is there for who was granted it, or everything, or something in it; to others it does not exist. */
function exists({ groups, grants, scope }: Sight, servers: readonly CatalogServer[]): boolean {
  if (scope.kind === 'all' || servers.length > 0) return true;
  if (scope.kind === 'server' || !groups.has(scope.name)) return false;
  return grants.allServers || grants.groups.includes(scope.name);
}

/** What is listed goes by its own rights; for the rest those of the template count, and every denial. */
function expander(sight: Sight): Expand {
  return (template, uri) => {
    const { server } = template;
    const listed = listedAs(server, uri);
    if (listed) return listed.enabled && reaches(sight, { item: listed });
    return reaches(sight, { item: template, expanded: { kind: 'resource', originalName: uri, server } });
  };
}

/** What a server speaks of without listing it goes by what its name is granted. */
function mayRead(sight: Sight, server: CatalogServer, uri: string): boolean {
  const listed = listedAs(server, uri);
  if (listed) return listed.enabled && reaches(sight, { item: listed });
  return reaches(sight, { item: { kind: 'resource', originalName: uri, server } });
}

const listings = new WeakMap<CatalogServer, ReadonlyMap<string, CatalogItem>>();

/** The resource that a server lists under a URI, however that is written. */
function listedAs(server: CatalogServer, uri: string): CatalogItem | undefined {
  let known = listings.get(server);
  if (!known) {
    known = new Map(server.resources.map((item) => [plainest(item.originalName), item]));
    listings.set(server, known);
  }
  return known.get(plainest(uri));
}

function itemsOf(servers: readonly CatalogServer[], isWanted: (item: CatalogItem) => boolean): Items {
  return {
    tool: servers.flatMap(({ tools }) => tools).filter(isWanted),
    prompt: servers.flatMap(({ prompts }) => prompts).filter(isWanted),
    resource: servers.flatMap(({ resources }) => resources).filter(isWanted),
    resource_template: servers.flatMap(({ resourceTemplates }) => resourceTemplates).filter(isWanted),
  };
}

/** Servers side by side, under canonical names. */
function merged(servers: readonly CatalogServer[], items: Items): Items {
  const resource = distinctResources(servers, items.resource);
  return {
    tool: relinked(overridden(items.tool), resource),
    prompt: overridden(items.prompt),
    resource,
    resource_template: distinctTemplates(servers, items.resource_template),
  };
}

/** One server under its own names. */
function own(items: Items): Items {
  return { ...items, tool: asOwn(items.tool), prompt: asOwn(items.prompt) };
}
