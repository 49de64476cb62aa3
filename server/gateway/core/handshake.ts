import { VERSION } from '../../common/version.js';
import type { CatalogView } from '../../policy/policy.js';
import type { CatalogServer } from '../../registry/catalog.js';

interface Declared {
  logging?: unknown;
  resources?: { subscribe?: unknown };
}

export const SERVER_INFO = { name: 'mcpjungle', version: VERSION } as const;

/**
 * What the endpoint of a view can do. Every list may change at any time: servers come and go, grants change. The
 * rest depends on what the servers can do.
 */
export function capabilitiesOf(view: CatalogView): object {
  return {
    tools: { listChanged: true },
    prompts: { listChanged: true },
    resources: { listChanged: true, ...(view.servers.some(canSubscribe) && { subscribe: true }) },
    completions: {},
    ...(view.servers.some(canLog) && { logging: {} }),
  };
}

/** Whether a server takes a log level. */
export function canLog(server: CatalogServer): boolean {
  return declaredBy(server).logging !== undefined;
}

function canSubscribe(server: CatalogServer): boolean {
  return declaredBy(server).resources?.subscribe === true;
}

function declaredBy({ capabilities }: CatalogServer): Declared {
  return JSON.parse(capabilities) as Declared;
}

/**
 * What the servers of a view tell agents, one after the other under their names. A view of one server says
 * just what that server says.
 */
export function instructionsOf(view: CatalogView): string | undefined {
  const speaking = view.servers.filter(({ instructions }) => instructions.trim() !== '');
  if (speaking.length === 0) return undefined;
  if (view.servers.length === 1) return speaking[0]?.instructions;
  return speaking.map(({ name, instructions }) => `# ${name}\n\n${instructions.trim()}`).join('\n\n');
}
