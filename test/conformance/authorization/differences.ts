import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Verdict } from '../differences.js';
import { missedChecks, type SuiteResult } from '../results.js';

/** Revision -> check -> why it does not pass. */
export type ExpectedDifferences = Readonly<Record<string, Readonly<Record<string, string>>>>;

export async function readExpectedDifferences(): Promise<ExpectedDifferences> {
  const text = await readFile(join(import.meta.dirname, 'expected-differences.json'), 'utf8');
  return JSON.parse(text) as ExpectedDifferences;
}

/** Holds what the suite misses in the gateway, warnings too, against the list of what is known. */
export function judge(result: SuiteResult, listed: Readonly<Record<string, string>> = {}): Verdict {
  const missed = missedChecks(result);
  return {
    unexpected: missed.filter((check) => !Object.hasOwn(listed, check)),
    stale: Object.keys(listed).filter((check) => !missed.includes(check)),
  };
}
