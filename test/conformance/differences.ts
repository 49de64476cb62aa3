import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Cell, cellName } from './cells.js';
import { passedChecks, type SuiteResult } from './results.js';

/** Cell -> check -> why it cannot pass through a gateway. */
export type ExpectedDifferences = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Verdict {
  /** Passed directly, not through the gateway, and nobody said why. */
  readonly unexpected: readonly string[];
  /** On the list, though it passes through the gateway (or does not pass directly either). */
  readonly stale: readonly string[];
}

export async function readExpectedDifferences(): Promise<ExpectedDifferences> {
  const text = await readFile(join(import.meta.dirname, 'expected-differences.json'), 'utf8');
  return JSON.parse(text) as ExpectedDifferences;
}

/** What goes for a pair goes for it over stdio too, which has differences of its own beside. */
function listedFor({ over, ...pair }: Cell, expected: ExpectedDifferences): string[] {
  const cells = over ? [pair, { ...pair, over }] : [pair];
  return cells.flatMap((cell) => Object.keys(expected[cellName(cell)] ?? {}));
}

/** Holds what the gateway changed against the list of what it cannot help changing. */
export function judge({
  cell,
  direct,
  through,
  expected,
}: {
  cell: Cell;
  direct: SuiteResult;
  through: SuiteResult;
  expected: ExpectedDifferences;
}): Verdict {
  const passed = passedChecks(through);
  const lost = [...passedChecks(direct)].filter((check) => !passed.has(check));
  const listed = listedFor(cell, expected);
  return {
    unexpected: lost.filter((check) => !listed.includes(check)),
    stale: listed.filter((check) => !lost.includes(check)),
  };
}
