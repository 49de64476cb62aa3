import { beforeAll, describe, expect, it } from '@jest/globals';
import { Gateway } from '../../gateway/support/gateway.js';
import { startSdkServer } from '../../gateway/support/sdk-server.js';
import { type CollectedMetric, Collector } from '../../support/collector.js';
import { eventually } from '../../support/eventually.js';
import { type Family, readExposition } from '../../support/exposition.js';
import { ServerProcess } from '../../support/server-process.js';

/** Metrics are sent every minute; here, all the time. */
const OFTEN = { OTEL_METRIC_EXPORT_INTERVAL: '100' };
const NEVER = { OTEL_METRIC_EXPORT_INTERVAL: '86400000' };
/** What cannot be sent is tried again for so long. */
process.env.OTEL_EXPORTER_OTLP_TIMEOUT = '1000';

async function gatewayWithCalls(env: NodeJS.ProcessEnv): Promise<Gateway> {
  const sdk = await startSdkServer((server) => {
    server.registerTool('ok', {}, () => ({ content: [] }));
    server.registerTool('fail', {}, () => ({ isError: true, content: [] }));
  });
  const gateway = await Gateway.start(env);
  await gateway.register('sdk', sdk.url);
  const agent = await gateway.connect({ token: await gateway.client('agent', ['sdk']) });
  for (const name of ['ok', 'ok', 'fail']) await agent.callTool({ name: `sdk__${name}` });
  return gateway;
}

/** What Prometheus would read of it. */
function asFamily({ name, help, type, points }: CollectedMetric): Family {
  const samples = points.flatMap(({ labels, value, count, sum, buckets, bounds }) => {
    const own = labels as Record<string, string>;
    if (type !== 'histogram') return [{ name, labels: own, value: value! }];
    let below = 0;
    const counted = buckets.map((more, index) => ({
      name: `${name}_bucket`,
      labels: { ...own, le: String(bounds[index] ?? '+Inf') },
      value: (below += more),
    }));
    const totals = [
      { name: `${name}_sum`, labels: own, value: sum! },
      { name: `${name}_count`, labels: own, value: count! },
    ];
    return [...counted, ...totals];
  });
  return { name, type, help, samples };
}

const isOurs = ({ name }: { name: string }) => name.startsWith('mcpjungle_');
const callsIn = (metrics: Map<string, CollectedMetric> | undefined) =>
  (metrics?.get('mcpjungle_tool_calls_total')?.points ?? []).map(({ labels, value }) => [
    labels.tool_name,
    labels.outcome,
    value,
  ]);
const CALLS = [
  ['ok', 'success', 2],
  ['fail', 'error', 1],
];

describe('metrics that are sent', () => {
  let collector: Collector;
  let gateway: Gateway;
  beforeAll(async () => {
    collector = await Collector.start();
    gateway = await gatewayWithCalls({
      ...OFTEN,
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-of=all,x-other=1',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-of=metrics',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_TRACES_EXPORTER: 'none',
    });
  });

  it('are those of /metrics: the same names, labels and numbers', async () => {
    await eventually(async () => {
      const { text } = await gateway.app.get('/metrics').expect(200);
      const shown = [...readExposition(text).values()].filter(({ samples }) => samples.length > 0);
      const sent = [...collector.metrics.at(-1)!.values()];
      expect(sent.filter(isOurs).map(asFamily)).toEqual(shown.filter(isOurs));
      expect(callsIn(collector.metrics.at(-1))).toEqual(CALLS);
      expect(sent.map(({ name, type }) => [name, type])).toEqual(shown.map(({ name, type }) => [name, type]));
    }, 20_000);
  });

  it('come with the headers of metrics, and say of which server they are', () => {
    expect(collector.arrivals.at(-1)).toMatchObject({
      path: '/v1/metrics',
      headers: { 'x-of': 'metrics', 'x-other': '1', 'content-type': 'application/json' },
    });
    expect(collector.text).toContain('{"key":"service.name","value":{"stringValue":"mcpjungle"}}');
    expect(collector.text).toContain('"deployment.environment.name"');
    expect(collector.spans).toEqual([]);
  });
});

it('are sent once more when the server stops, also where nobody may read /metrics', async () => {
  const collector = await Collector.start();
  const gateway = await gatewayWithCalls({
    ...NEVER,
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${collector.url}/own/path/`,
    OTEL_ENABLED: '0',
  });
  await gateway.app.get('/metrics').expect(404);
  expect(collector.metrics).toEqual([]);
  await gateway.app.close();
  expect(collector.metrics.map(callsIn)).toEqual([CALLS]);
  expect(collector.arrivals.map(({ path }) => path)).toEqual(['/own/path/']);
});

it('are not sent where only traces are wanted', async () => {
  const collector = await Collector.start();
  const gateway = await gatewayWithCalls({
    ...OFTEN,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_METRICS_EXPORTER: 'none',
  });
  await gateway.app.close();
  expect(collector.spans).not.toEqual([]);
  expect(collector.metrics).toEqual([]);
});

it('that a collector refuses are told of once, and once again when it takes them', async () => {
  const collector = await Collector.start();
  collector.status = 400;
  const env = { ...OFTEN, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: collector.url };
  const server = await ServerProcess.start({ env, readyTimeoutMs: 90_000 });
  await eventually(() => expect(collector.metrics.length).toBeGreaterThan(3), 20_000);
  collector.status = 200;
  await eventually(() => expect(server.log).toContain('metrics are delivered again'), 20_000);
  await server.stop();
  expect(server.log.match(/metrics cannot be delivered: /g)).toHaveLength(1);
  expect(server.log.match(/metrics are delivered again/g)).toHaveLength(1);
});

it('for a collector that is away hold up neither calls nor the end', async () => {
  const gateway = await gatewayWithCalls({ ...OFTEN, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
  const startMs = performance.now();
  await gateway.app.close();
  expect(performance.now() - startMs).toBeLessThan(30_000);
});
