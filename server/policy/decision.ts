import type { Grants } from '../common/grants.js';
import { fullName } from '../common/names.js';
import { deniableNames, type Named, namesOf } from '../registry/item-names.js';
import type { GroupsSnapshot } from '../tool-groups/groups.service.js';

/** Whether an item may be seen and used, and what decided: a grant, or a denial. */
export interface Decision {
  readonly allowed: boolean;
  /** What of the client decided, for example `allowed_tools: github__*`; absent when nothing grants it. */
  readonly grant?: string;
}

/** What is decided about. */
export interface Asked {
  readonly item: Named;
  /** For a resource template: the resource that it was expanded to. What is true of either is denied. */
  readonly expanded?: Named;
}

const NOTHING_GRANTS: Decision = { allowed: false };

/**
 * The decision: do these grants reach this item? Grants add up, a denial wins, and whatever was not granted is
 * denied.
 */
export function decide(grants: Grants, groups: GroupsSnapshot, { item, expanded }: Asked): Decision {
  const names = expanded ? [...namesOf(item), ...namesOf(expanded)] : namesOf(item);
  const denied = grants.denied.isEmpty ? undefined : grants.denied.match(deniable({ item, expanded }));
  if (denied !== undefined) return { allowed: false, grant: `denied_tools: ${denied}` };
  const server = serverGrant(grants, item.server.name);
  if (server !== undefined) return { allowed: true, grant: `allowed_servers: ${server}` };
  const allowed = grants.allowed.match(names);
  if (allowed !== undefined) return { allowed: true, grant: `allowed_tools: ${allowed}` };
  const group = grants.groups.find((name) => isMember(groups, name, { item, expanded }));
  return group === undefined ? NOTHING_GRANTS : { allowed: true, grant: `allowed_groups: ${group}` };
}

function deniable({ item, expanded }: Asked): readonly string[] {
  return expanded ? [...deniableNames(item), ...deniableNames(expanded)] : deniableNames(item);
}

/** Whether an item is in a group: what a template is expanded to must not be taken out of it. */
export function isMember(groups: GroupsSnapshot, name: string, { item, expanded }: Asked): boolean {
  const group = groups.get(name);
  if (!group?.has(item)) return false;
  return expanded === undefined || !group.excludes(expanded);
}

/** Whether a server as such was granted, whatever it offers, and nothing denies all of it. */
export function reachesServer(grants: Grants, server: string): boolean {
  if (serverGrant(grants, server) === undefined) return false;
  return grants.denied.match([fullName(server, '')]) === undefined;
}

function serverGrant(grants: Grants, server: string): string | undefined {
  if (grants.servers.has(server)) return server;
  return grants.allServers ? '*' : undefined;
}
