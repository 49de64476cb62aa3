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

const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:1';

it('loads nothing to send traces or metrics unless a collector of them is configured', async () => {
  expect(await loaded({ OTEL_ENABLED: '1' })).toEqual([]);
  const neither = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };
  expect(await loaded({ OTEL_EXPORTER_OTLP_ENDPOINT, ...neither })).toEqual([]);
});

it('loads for one of them what that takes', async () => {
  const metrics = await loaded({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: OTEL_EXPORTER_OTLP_ENDPOINT });
  expect(metrics).toContain('sdk-metrics');
  expect(metrics).not.toContain('sdk-trace-base');
  const traces = await loaded({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: OTEL_EXPORTER_OTLP_ENDPOINT });
  expect(traces).toContain('sdk-trace-base');
});
