import { beforeAll, describe, expect, it } from '@jest/globals';
import { ERAS, type Era, REVISIONS } from './cells.js';
import { installSuite } from './install-suite.js';
import { failedRequired, type SuiteResult, tally } from './results.js';
import { runSuite } from './run-suite.js';
import { startFixture } from './start-fixture.js';

const INSTALL_TIMEOUT_MS = 300_000;
const RUN_TIMEOUT_MS = 150_000;

const directly = {} as Record<Era, SuiteResult>;

beforeAll(installSuite, INSTALL_TIMEOUT_MS);
beforeAll(async () => {
  const url = await startFixture('dual');
  const run = async (era: Era) => (directly[era] = await runSuite({ url, revision: REVISIONS[era] }));
  await Promise.all(ERAS.map(run));
}, RUN_TIMEOUT_MS);

describe('the fixture, asked directly', () => {
  it.each(ERAS)('passes every required scenario of the %s era', (era) => {
    expect(failedRequired(directly[era])).toEqual([]);
  });

  it('passes everything else that the suite tries, extensions included', () => {
    expect(ERAS.map((era) => tally(directly[era]))).toEqual([
      { scenariosPassed: 30, scenariosRequired: 30, checksPassed: 84, checksFailed: 0 },
      { scenariosPassed: 37, scenariosRequired: 37, checksPassed: 196, checksFailed: 0 },
    ]);
  });
});
