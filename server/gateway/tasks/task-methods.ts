import type { CatalogView } from '../../policy/policy.js';
import { taskSupport } from '../../registry/task-support.js';
import { ProtocolCode } from '../../upstream/protocol-code.js';
import type { Era } from '../../upstream/protocol-revisions.js';
import { TASKS_EXTENSION } from '../../upstream/tasks-extension.js';
import type { Caller } from '../../upstream/upstream.js';
import type { Call } from '../core/call.js';
import { CallError } from '../core/call-error.js';

/** The methods by which clients follow one task. */
const METHODS: Readonly<Record<Era, ReadonlySet<string>>> = {
  legacy: new Set(['tasks/get', 'tasks/result', 'tasks/cancel']),
  modern: new Set(['tasks/get', 'tasks/update', 'tasks/cancel']),
};

/** Whether a request asks for a task, on an endpoint that has some for clients of this era. */
export function followsTask({ request, caller }: Call, view: CatalogView): boolean {
  return METHODS[caller.era].has(request.method!) && hasTasks(caller, view);
}

/** Whether a request asks for all tasks of its client. */
export function listsTasks({ request, caller }: Call, view: CatalogView): boolean {
  return request.method === 'tasks/list' && caller.era === 'legacy' && hasTasks(caller, view);
}

/** @throws CallError -32021 for a modern client that did not say that it knows tasks */
export function requireTasks({ era, capabilities }: Caller): void {
  if (era === 'legacy') return;
  const { extensions } = JSON.parse(capabilities) as { extensions?: Record<string, unknown> };
  if (extensions?.[TASKS_EXTENSION] !== undefined) return;
  const requiredCapabilities = { extensions: { [TASKS_EXTENSION]: {} } };
  const message = `The client did not declare the extension ${TASKS_EXTENSION}`;
  throw new CallError(ProtocolCode.missingCapability, message, { requiredCapabilities });
}

function hasTasks({ era }: Caller, view: CatalogView): boolean {
  return view.servers.some((server) => taskSupport(server)?.era === era);
}
