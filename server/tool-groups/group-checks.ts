import type { GroupView } from '../../api/groups.js';
import { InvalidError } from '../common/errors.js';
import type { CatalogItem, CatalogSnapshot } from '../registry/catalog.js';
import { namesOf } from '../registry/item-names.js';
import { Group } from './group.js';

/** A sentence for each reason not to create a group: it names what cannot be used, or would be empty. */
export function creationProblems(group: GroupView, snapshot: CatalogSnapshot): string[] {
  const problems = problemsOf(group, snapshot);
  if (problems.length > 0 || usable(snapshot).some((item) => new Group(group).has(item))) return problems;
  return [
    'it would be empty: include at least one tool, prompt, resource or server that exists and is enabled',
  ];
}

/** @throws InvalidError when there is such a reason */
export function requireEffective(group: GroupView, snapshot: CatalogSnapshot): void {
  const problems = creationProblems(group, snapshot);
  if (problems.length > 0)
    throw new InvalidError(`the group cannot be created: ${problems.join('; ')}`, problems);
}

/** A sentence for each thing that a group names and that is not there, or not now. */
export function warningsOf(group: GroupView, snapshot: CatalogSnapshot): string[] {
  const missing = group.included_servers.filter((name) => !snapshot.servers.has(name));
  return [
    ...missing.map((name) => `included_servers: there is no server named "${name}" yet`),
    ...problemsOf(group, snapshot),
  ];
}

/** Canonical names, sorted, of the tools that can be used now. */
export function effectiveTools(group: Group, snapshot: CatalogSnapshot): string[] {
  return usable(snapshot)
    .filter((item) => item.kind === 'tool' && group.has(item))
    .map((item) => namesOf(item)[0]!)
    .sort();
}

function problemsOf(group: GroupView, snapshot: CatalogSnapshot): string[] {
  const [tools, prompts, resources] = [['tool'], ['prompt'], ['resource', 'resource_template']].map((kinds) =>
    statesOf(snapshot, kinds),
  );
  return [
    ...group.included_tools.flatMap((name) => problem('tool', name, tools!)),
    ...group.included_prompts.flatMap((name) => problem('prompt', name, prompts!)),
    ...group.included_resources.flatMap((name) => problem('resource', name, resources!)),
  ];
}

/** Whether what goes by a name can be used. */
function statesOf(snapshot: CatalogSnapshot, kinds: readonly string[]): Map<string, boolean> {
  const states = new Map<string, boolean>();
  for (const item of itemsOf(snapshot)) {
    if (!kinds.includes(item.kind)) continue;
    for (const name of namesOf(item)) states.set(name, states.get(name) === true || isUsable(item));
  }
  return states;
}

function problem(kind: string, name: string, states: ReadonlyMap<string, boolean>): string[] {
  const state = states.get(name);
  if (state === true) return [];
  const reason = state === false ? 'is disabled' : 'does not exist';
  return [`included_${kind}s: ${kind} "${name}" ${reason}`];
}

function usable(snapshot: CatalogSnapshot): CatalogItem[] {
  return itemsOf(snapshot).filter(isUsable);
}

function itemsOf({ servers }: CatalogSnapshot): CatalogItem[] {
  return [...servers.values()].flatMap((server) => [
    ...server.tools,
    ...server.prompts,
    ...server.resources,
    ...server.resourceTemplates,
  ]);
}

function isUsable({ enabled, server }: CatalogItem): boolean {
  return enabled && server.enabled;
}
