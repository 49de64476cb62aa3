import { type Era, eraOf } from '../upstream/protocol-revisions.js';
import { TASKS_EXTENSION } from '../upstream/tasks-extension.js';
import type { CatalogServer } from './catalog.js';

/** How a server lets calls go on as tasks; clients of another era do not know its kind. */
export interface TaskSupport {
  readonly era: Era;
  /** Whether it answers `tasks/list`, and `tasks/cancel`: not every legacy server does. */
  readonly list: boolean;
  readonly cancel: boolean;
}

interface Declared {
  readonly tasks?: { list?: unknown; cancel?: unknown; requests?: { tools?: { call?: unknown } } };
  readonly extensions?: Readonly<Record<string, unknown>>;
}

type Kept = Pick<CatalogServer, 'capabilities' | 'protocolVersion' | 'sessionMode' | 'transport'>;

const known = new WeakMap<Kept, TaskSupport | false>();

/** Undefined where it has no tasks, or its process or session would not be there any more to ask after one. */
export function taskSupport(server: Kept): TaskSupport | undefined {
  let support = known.get(server);
  if (support === undefined) known.set(server, (support = supportOf(server) ?? false));
  return support || undefined;
}

function supportOf(server: Kept): TaskSupport | undefined {
  if (!keepsState(server)) return undefined;
  const { tasks, extensions } = JSON.parse(server.capabilities) as Declared;
  if (eraOf(server.protocolVersion) === 'modern') {
    return extensions?.[TASKS_EXTENSION] ? { era: 'modern', list: false, cancel: true } : undefined;
  }
  if (!tasks?.requests?.tools?.call) return undefined;
  return { era: 'legacy', list: tasks.list !== undefined, cancel: tasks.cancel !== undefined };
}

/** A modern server behind a URL keeps what it keeps whatever the gateway does. */
function keepsState({ transport, sessionMode, protocolVersion }: Kept): boolean {
  if (transport === 'stdio') return sessionMode === 'stateful';
  return sessionMode !== 'per_call' || eraOf(protocolVersion) === 'modern';
}
