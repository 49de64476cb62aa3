import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Cell, cellName, CELLS, ERAS, type Era, REVISIONS } from './cells.js';
import { judge, readExpectedDifferences } from './differences.js';
import { failedRequired, type SuiteResult, tally } from './results.js';
import { runSuite } from './run-suite.js';
import { startFixture } from './start-fixture.js';
import { table } from './table.js';
import { startGateway } from './through-gateway.js';

const RUN_TIMEOUT_MS = 600_000;
const RESULTS = join(import.meta.dirname, 'RESULTS.md');

const directly = new Map<Era, SuiteResult>();

beforeAll(async () => {
  const url = await startFixture('dual');
  await Promise.all(
    ERAS.map(async (era) => directly.set(era, await runSuite({ url, revision: REVISIONS[era] }))),
  );
}, RUN_TIMEOUT_MS);

describe('the fixture, asked directly', () => {
  it.each(ERAS)('passes every required scenario of the %s era', (era) => {
    expect(failedRequired(directly.get(era)!)).toEqual([]);
  });

  it('passes everything else that the suite tries, extensions included', () => {
    expect(ERAS.map((era) => tally(directly.get(era)!))).toEqual([
      { scenariosPassed: 30, scenariosRequired: 30, checksPassed: 84, checksFailed: 0 },
      { scenariosPassed: 37, scenariosRequired: 37, checksPassed: 196, checksFailed: 0 },
    ]);
  });
});

describe('through the gateway', () => {
  const through = new Map<Cell, SuiteResult>();

  beforeAll(async () => {
    const endpoint = await startGateway(CELLS);
    const run = (cell: Cell) => runSuite({ url: endpoint(cell), revision: REVISIONS[cell.client] });
    // One after the other: some checks wait for an answer for half a second only.
    for (const cell of CELLS) through.set(cell, await run(cell));
  }, RUN_TIMEOUT_MS);

  it.each(CELLS.map((cell) => [cellName(cell), cell] as const))(
    '%s: nothing is lost but what is listed',
    async (_, cell) => {
      const direct = directly.get(cell.client)!;
      const expected = await readExpectedDifferences();
      const verdict = judge({ cell, direct, through: through.get(cell)!, expected });
      expect(verdict).toEqual({ unexpected: [], stale: [] });
    },
  );

  it('gives the results that RESULTS.md shows; when not, the file is written anew to be looked at', async () => {
    const rows = CELLS.map((cell) => ({
      cell,
      direct: tally(directly.get(cell.client)!),
      through: tally(through.get(cell)!),
    }));
    const shown = await readFile(RESULTS, 'utf8').catch(() => '');
    await writeFile(RESULTS, table(rows));
    expect(table(rows)).toBe(shown);
  });
});
