import { it } from '@jest/globals';
import { Gateway } from '../../gateway/support/gateway.js';
import { RawUpstream } from '../../gateway/support/raw-upstream.js';
import { Prometheus } from '../../support/prometheus.js';

it('is read by a real Prometheus, which shows its token', async () => {
  const gateway = await Gateway.start({ METRICS_TOKEN: 'scrape-me' });
  const tools = ['{"name":"echo","inputSchema":{"type":"object"}}'];
  const upstream = await RawUpstream.start(tools, () => '{"content":[]}');
  await gateway.register('up', upstream.url);
  const client = await gateway.connect({ token: await gateway.client('agent', ['up']) });
  const { host } = new URL(gateway.app.url);
  const prometheus = await Prometheus.start(`
global: { scrape_interval: 1s }
scrape_configs:
  - job_name: mcpjungle
    authorization: { credentials: scrape-me }
    static_configs: [{ targets: ['${host}'] }]
  - job_name: stranger
    authorization: { credentials: guessed }
    static_configs: [{ targets: ['${host}'] }]
`);
  await prometheus.shows('up{job="mcpjungle"}', 1);
  await prometheus.shows('up{job="stranger"}', 0);
  await prometheus.shows('mcpjungle_catalog_items{kind="tool"}', 1);
  await prometheus.shows('count(mcpjungle_info{mode="enterprise"})', 1);
  for (let calls = 0; calls < 3; calls++) await client.callTool({ name: 'up__echo' });
  await prometheus.shows(
    'mcpjungle_tool_calls_total{mcp_server_name="up",tool_name="echo",outcome="success"}',
    3,
  );
  await prometheus.shows('sum(mcpjungle_tool_call_latency_seconds_bucket{le="+Inf"})', 3);
  await prometheus.shows('sum by (client) (mcpjungle_calls_total{method="tools/call"})', 3);
  await prometheus.shows('mcpjungle_upstream_healthy{mcp_server_name="up"}', 1);
}, 120_000);
