import type { DefinitionType, GeneratedTokenView, PlannedChangeView } from '../../api/configurations.js';
import type { CatalogSnapshot } from '../registry/catalog.js';

/** What a step did beside what was planned. */
export interface Done {
  token?: GeneratedTokenView;
  /** Asked for when everything is committed and counts. */
  warnings?: () => readonly string[];
}

/** One change of a plan: what it is, and how it is done. */
export interface Step {
  change: PlannedChangeView;
  /** Outside of the transaction, before anything is written: asks whoever has to answer. */
  ask?: () => Promise<void>;
  /** Within the transaction. */
  write: () => Promise<Done | void>;
  /** Within the transaction, once everything is written. @returns a sentence for each reason not to keep it */
  check?: (catalog: CatalogSnapshot) => string[];
}

/** Whether something goes that is there and that a list which is sent does not name. */
export type Pruning = (type: DefinitionType, name: string) => boolean;

/** Nothing but what a list names is touched. */
export const NO_PRUNING: Pruning = () => false;

/** What of all that is there is not wanted, and is to go. */
export function toPrune(
  type: DefinitionType,
  { stored, wanted, isPruned }: { stored: Iterable<string>; wanted: Iterable<string>; isPruned: Pruning },
): string[] {
  const named = new Set(wanted);
  return [...stored].filter((name) => !named.has(name) && isPruned(type, name));
}

/** @returns the names of the fields in which what is wanted differs from what is there */
export function differing<T extends object>(wanted: T, stored: T, same: (a: unknown, b: unknown) => boolean) {
  const names = new Set([...Object.keys(wanted), ...Object.keys(stored)]) as Set<Extract<keyof T, string>>;
  return [...names].filter((name) => !same(wanted[name], stored[name])).sort();
}
