import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { REVISIONS } from '../cells.js';
import { failedRequired, missedChecks, type SuiteResult } from '../results.js';
import { markdownTable } from '../table.js';
import { authorizeThroughGateway } from './authorize-through-gateway.js';
import { judge, readExpectedDifferences } from './differences.js';

const RUN_TIMEOUT_MS = 600_000;
const RESULTS = join(import.meta.dirname, 'RESULTS.md');
const revisions = Object.values(REVISIONS);

let results: ReadonlyMap<string, SuiteResult>;

beforeAll(async () => {
  results = await authorizeThroughGateway(revisions);
}, RUN_TIMEOUT_MS);

it.each(revisions)('passes every required scenario of %s', (revision) => {
  expect(failedRequired(results.get(revision)!)).toEqual([]);
});

it.each(revisions)('misses no check of %s but those that are listed', async (revision) => {
  const expected = await readExpectedDifferences();
  expect(judge(results.get(revision)!, expected[revision])).toEqual({ unexpected: [], stale: [] });
});

it('gives the results that RESULTS.md shows; when not, the file is written anew to be looked at', async () => {
  const lines = revisions.map((revision) => lineOf(revision, results.get(revision)!));
  const table = markdownTable([['', 'required scenarios', 'checks missed'], ...lines]);
  const shown = await readFile(RESULTS, 'utf8').catch(() => '');
  await writeFile(RESULTS, table);
  expect(table).toBe(shown);
});

/** Not how many checks passed: the suite makes one for every request that it lets in. */
function lineOf(revision: string, result: SuiteResult): string[] {
  const total = result.required.length;
  const passed = total - failedRequired(result).length;
  return [revision, `${passed} of ${total}`, missedChecks(result).join(', ')];
}
