import { LATEST_LEGACY_REVISION } from '../../upstream/protocol-revisions.js';
import { TASKS_EXTENSION } from '../../upstream/tasks-extension.js';
import type { Caller } from '../../upstream/upstream.js';

type Capabilities = Record<string, unknown>;

/** What a server may ask of its client, by the capability that allows it. */
export const ASKING = ['sampling', 'elicitation', 'roots'] as const;

/**
 * A modern client as a legacy server gets to know it at `initialize`. Tasks differ between the eras and are
 * not declared; roots that change could not be announced.
 */
export function legacyCaller(caller: Caller): Caller {
  const { tasks: _, roots, extensions, ...rest } = JSON.parse(caller.capabilities) as Capabilities;
  const offered = {
    ...rest,
    ...(roots !== undefined && { roots: {} }),
    ...(extensions !== undefined && { extensions: withoutTasks(extensions) }),
  };
  return { ...caller, capabilities: JSON.stringify(offered), protocolVersion: LATEST_LEGACY_REVISION };
}

export function withoutTasks(extensions: unknown): unknown {
  if (typeof extensions !== 'object' || extensions === null) return extensions;
  return Object.fromEntries(Object.entries(extensions).filter(([name]) => name !== TASKS_EXTENSION));
}

/** Whether its server may ask the client something. */
export function canBeAsked({ capabilities }: Caller): boolean {
  const declared = JSON.parse(capabilities) as Capabilities;
  return ASKING.some((capability) => declared[capability] !== undefined);
}

/** The client where no question can be put to it, in sessions of another kind therefore. */
export function unaskable(caller: Caller): Caller {
  const declared = Object.entries(JSON.parse(caller.capabilities) as Capabilities);
  const rest = declared.filter(([name]) => !(ASKING as readonly string[]).includes(name));
  if (rest.length === declared.length) return caller;
  const capabilities = JSON.stringify(Object.fromEntries(rest));
  return { ...caller, affinity: `${caller.affinity}#unasked`, capabilities };
}
