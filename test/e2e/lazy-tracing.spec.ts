import { expect, it } from '@jest/globals';
import { CHECKOUT } from '../support/checkout.js';
import { ServerProcess } from '../support/server-process.js';

/** What of OpenTelemetry the program has loaded when it ends; `api` is prom-client's. */
async function loaded(env: NodeJS.ProcessEnv): Promise<string[]> {
  const NODE_OPTIONS = `--import ${CHECKOUT}/test/support/print-loaded.mjs`;
  const server = await ServerProcess.start({ env: { NODE_OPTIONS, ...env }, readyTimeoutMs: 90_000 });
  await server.stop();
  return /loaded: (.*)\./
    .exec(server.log)![1]!
    .split(' ')
    .filter((name) => name !== '' && name !== 'api');
}

it('loads nothing for traces unless a collector is configured', async () => {
  expect(await loaded({ OTEL_ENABLED: '1' })).toEqual([]);
  expect(await loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })).toContain('sdk-trace-base');
});
