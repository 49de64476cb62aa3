import { join } from 'node:path';
import { TestApp } from '../../support/test-app.js';
import type { SuiteResult } from '../results.js';
import { requiredScenarios, runClients } from '../run-suite.js';

/** By which the gateway says of itself that https reaches it: the host that the suite knows a client by. */
const PUBLIC_URL = 'https://conformance-test.local';
const PERSON = join(import.meta.dirname, 'person.mjs');
/** Of the suite's extensions, those that the gateway has. */
const EXTENSIONS = ['auth/client-credentials-basic'];

/** Has the gateway be the client in the suite's scenarios of authorization, those of one revision after the other. */
export async function authorizeThroughGateway(
  revisions: readonly string[],
): Promise<ReadonlyMap<string, SuiteResult>> {
  const gateway = await TestApp.startEnterprise({ env: { PUBLIC_URL } });
  const results = new Map<string, SuiteResult>();
  for (const revision of revisions) results.set(revision, await authorize(gateway, revision));
  return results;
}

async function authorize(gateway: TestApp, revision: string): Promise<SuiteResult> {
  const all = await requiredScenarios(revision, 'client');
  const required = all.filter((scenario) => scenario.startsWith('auth/'));
  const scenarios = [...required, ...EXTENSIONS];
  const command = `"${process.execPath}" "${PERSON}"`;
  const env = {
    SCENARIOS: scenarios.join(' '),
    GATEWAY_URL: gateway.url,
    GATEWAY_TOKEN: gateway.adminToken,
    REDIRECT_URI: `${PUBLIC_URL}/oauth/callback`,
  };
  const checks = await runClients({ command, env, revision });
  return { required, checks: new Map(scenarios.map((scenario) => [scenario, checks.get(scenario) ?? []])) };
}
