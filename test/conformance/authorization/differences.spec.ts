import { expect, it } from '@jest/globals';
import { REVISIONS } from '../cells.js';
import type { Check, SuiteResult } from '../results.js';
import { judge, readExpectedDifferences } from './differences.js';

function resultOf(...statuses: Check['status'][]): SuiteResult {
  const checks = statuses.map((status, at) => ({ id: `check-${at}`, status }));
  return { checks: new Map([['auth/basic', checks]]), required: ['auth/basic'] };
}

it('takes warnings for failures', () => {
  const verdict = judge(resultOf('SUCCESS', 'FAILURE', 'WARNING', 'INFO'));
  expect(verdict).toEqual({ unexpected: ['auth/basic:check-1', 'auth/basic:check-2'], stale: [] });
});

it('lets pass what is listed, as long as it is missed', () => {
  const listed = { 'auth/basic:check-0': 'its reason' };
  expect(judge(resultOf('WARNING'), listed)).toEqual({ unexpected: [], stale: [] });
  expect(judge(resultOf('SUCCESS'), listed)).toEqual({ unexpected: [], stale: ['auth/basic:check-0'] });
});

it('misses a scenario that broke down', () => {
  expect(judge(resultOf()).unexpected).toEqual(['auth/basic']);
});

it('has a list of known revisions, with a reason for each difference', async () => {
  const expected = await readExpectedDifferences();
  expect(Object.values(REVISIONS)).toEqual(expect.arrayContaining(Object.keys(expected)));
  const reasons = Object.values(expected).flatMap((listed) => Object.values(listed));
  expect(reasons.filter((reason) => reason.trim().length < 10)).toEqual([]);
});
