import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ERAS, type Era, REVISIONS } from './cells.js';
import { installSuite } from './install-suite.js';
import { failedRequired, type SuiteResult, tally } from './results.js';
import { runSuite } from './run-suite.js';
import { type Fixture, startFixture } from './start-fixture.js';

const INSTALL_TIMEOUT_MS = 300_000;
const RUN_TIMEOUT_MS = 150_000;

let fixture: Fixture;
const directly = {} as Record<Era, SuiteResult>;

beforeAll(installSuite, INSTALL_TIMEOUT_MS);
beforeAll(async () => {
  fixture = await startFixture();
  await Promise.all(
    ERAS.map(async (era) => {
      directly[era] = await runSuite({ url: fixture.url, revision: REVISIONS[era] });
    }),
  );
}, RUN_TIMEOUT_MS);
afterAll(() => fixture?.stop());

describe('the fixture, asked directly', () => {
  it.each(ERAS)('passes every required scenario of the %s era', (era) => {
    expect(failedRequired(directly[era])).toEqual([]);
  });

  it('passes as many scenarios as the two revisions require', () => {
    expect(ERAS.map((era) => tally(directly[era]))).toMatchObject([
      { scenariosPassed: 30, scenariosRequired: 30, checksPassed: 84, checksFailed: 0 },
      { scenariosPassed: 37, scenariosRequired: 37, checksPassed: 164 },
    ]);
  });
});
