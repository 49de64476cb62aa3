import { VERSION } from '../../common/version.js';
import type { CatalogView } from '../../policy/policy.js';
import type { CatalogServer } from '../../registry/catalog.js';
import { type TaskSupport, taskSupport } from '../../registry/task-support.js';
import type { Era } from '../../upstream/protocol-revisions.js';
import { TASKS_EXTENSION } from '../../upstream/tasks-extension.js';

interface Declared {
  logging?: unknown;
  resources?: { subscribe?: unknown };
}

export const SERVER_INFO = { name: 'mcpjungle', version: VERSION } as const;

/**
 * What the endpoint of a view can do. Every list may change at any time: servers come and go, grants change. The
 * rest depends on what the servers can do.
 */
export function capabilitiesOf(view: CatalogView, era: Era): object {
  const supports = view.servers.map(taskSupport).filter((support) => support?.era === era);
  return {
    tools: { listChanged: true },
    prompts: { listChanged: true },
    resources: { listChanged: true, ...(view.servers.some(canSubscribe) && { subscribe: true }) },
    completions: {},
    ...(view.servers.some(canLog) && { logging: {} }),
    ...(supports.length > 0 &&
      (era === 'modern' ? { extensions: { [TASKS_EXTENSION]: {} } } : legacyTasks(supports))),
  };
}

function legacyTasks(supports: readonly (TaskSupport | undefined)[]): object {
  const list = supports.some((support) => support?.list);
  const cancel = supports.some((support) => support?.cancel);
  return {
    tasks: { ...(list && { list: {} }), ...(cancel && { cancel: {} }), requests: { tools: { call: {} } } },
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
