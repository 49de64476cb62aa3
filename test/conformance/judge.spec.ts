import { describe, expect, it } from '@jest/globals';
import { type Cell, cellName, CELLS } from './cells.js';
import { type ExpectedDifferences, judge, readExpectedDifferences } from './differences.js';
import { type Check, failedRequired, passedChecks, type SuiteResult, tally } from './results.js';

const CELL: Cell = { client: 'modern', server: 'legacy' };

/** @param scenarios e.g. `{ ping: ['answers', 'fails!'] }`, where `!` marks a failure and `?` a warning */
function suiteResult(scenarios: Record<string, string[]>): SuiteResult {
  const check = (word: string): Check => ({
    id: word.replace(/[!?]$/, ''),
    status: word.endsWith('!') ? 'FAILURE' : word.endsWith('?') ? 'WARNING' : 'SUCCESS',
  });
  const entries = Object.entries(scenarios).map(([name, words]) => [name, words.map(check)] as const);
  return { checks: new Map(entries), required: Object.keys(scenarios) };
}

describe('what the suite found', () => {
  it('is counted by scenario and by check', () => {
    const result = suiteResult({ ping: ['a', 'b!'], list: ['c'], read: [] });
    expect(tally(result)).toEqual({
      scenariosPassed: 1,
      scenariosRequired: 3,
      checksPassed: 2,
      checksFailed: 1,
    });
  });

  it('is no pass for a scenario that broke down or was not run', () => {
    const result = { ...suiteResult({ ping: [] }), required: ['ping', 'list'] };
    expect(failedRequired(result)).toEqual(['ping', 'list']);
  });

  it('keeps apart the checks of one scenario that share an id', () => {
    expect([...passedChecks(suiteResult({ ping: ['a', 'a!', 'a'] }))]).toEqual(['ping:a', 'ping:a#3']);
  });
});

describe('a check that passes directly and not through the gateway', () => {
  const direct = suiteResult({ ping: ['a', 'a', 'b'] });

  it.each([
    ['fails', { ping: ['a', 'a!', 'b'] }],
    ['only warns', { ping: ['a', 'a?', 'b'] }],
  ])('is red when it %s', (_, through) => {
    const verdict = judge({ cell: CELL, direct, through: suiteResult(through), expected: {} });
    expect(verdict).toEqual({ unexpected: ['ping:a#2'], stale: [] });
  });

  it('is red when it, or its whole scenario, is missing', () => {
    const verdict = judge({ cell: CELL, direct, through: suiteResult({}), expected: {} });
    expect(verdict.unexpected).toEqual(['ping:a', 'ping:a#2', 'ping:b']);
  });

  it('is expected when it is listed for its cell', () => {
    const through = suiteResult({ ping: ['a', 'a', 'b!'] });
    const expected = { [cellName(CELL)]: { 'ping:b': 'cannot be bridged' } };
    expect(judge({ cell: CELL, direct, through, expected })).toEqual({ unexpected: [], stale: [] });
    const other: Cell = { client: 'legacy', server: 'legacy' };
    expect(judge({ cell: other, direct, through, expected }).unexpected).toEqual(['ping:b']);
  });
});

describe('a cell over stdio', () => {
  it('may lose what its pair may, and what is listed for it alone', () => {
    const direct = suiteResult({ ping: ['a', 'b'] });
    const through = suiteResult({ ping: ['a!', 'b!'] });
    const cell: Cell = { ...CELL, over: 'stdio' };
    const expected: ExpectedDifferences = {
      [cellName(CELL)]: { 'ping:a': 'reason' },
      [cellName(cell)]: { 'ping:b': 'reason' },
    };
    expect(judge({ cell, direct, through, expected })).toEqual({ unexpected: [], stale: [] });
    expect(judge({ cell: CELL, direct, through, expected }).unexpected).toEqual(['ping:b']);
  });
});

describe('the list of expected differences', () => {
  it('is stale where the check passes, or never passed', () => {
    const direct = suiteResult({ ping: ['a', 'b!'] });
    const expected = { [cellName(CELL)]: { 'ping:a': 'passes', 'ping:b': 'failed anyway' } };
    expect(judge({ cell: CELL, direct, through: direct, expected }).stale).toEqual(['ping:a', 'ping:b']);
  });

  it('names known cells only and gives each difference a reason', async () => {
    const expected = await readExpectedDifferences();
    expect(CELLS.map(cellName)).toEqual(expect.arrayContaining(Object.keys(expected)));
    const reasons = Object.values(expected).flatMap((differences) => Object.values(differences));
    expect(reasons.filter((reason) => reason.trim().length < 10)).toEqual([]);
  });
});
