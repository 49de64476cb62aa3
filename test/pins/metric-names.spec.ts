import { expect, it } from '@jest/globals';
import { Gateway } from '../gateway/support/gateway.js';
import { RawUpstream } from '../gateway/support/raw-upstream.js';
import { registerProgram, call, program } from '../gateway/support/stdio/programs.js';
import { type Family, readExposition } from '../support/exposition.js';

const labelsOf = ({ samples }: Family) =>
  [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))].filter((label) => label !== 'le').sort();

it('keeps the names, types and labels that dashboards and alerts are made of', async () => {
  const gateway = await Gateway.start();
  const upstream = await RawUpstream.start(
    ['{"name":"t","inputSchema":{"type":"object"}}'],
    () => '{"content":[]}',
  );
  await gateway.register('up', upstream.url);
  await registerProgram(gateway, 'program', program());
  const agent = await gateway.connect({ token: await gateway.client('agent', ['*']) });
  await agent.callTool({ name: 'up__t' });
  await call(agent, 'program__pid');
  const { text } = await gateway.app.get('/metrics').expect(200);
  const families = [...readExposition(text).values()].filter(({ name }) => name.startsWith('mcpjungle_'));
  expect(families.map((family) => [family.name, family.type, ...labelsOf(family)].join(' ')).sort()).toEqual([
    'mcpjungle_audit_dropped_total counter',
    'mcpjungle_audit_queue_length gauge',
    'mcpjungle_call_duration_seconds histogram mcp_server_name method outcome',
    'mcpjungle_calls_in_flight gauge era',
    'mcpjungle_calls_total counter client client_kind item mcp_server_name method outcome',
    'mcpjungle_catalog_items gauge kind',
    'mcpjungle_catalog_loaded_timestamp_seconds gauge',
    'mcpjungle_client_call_duration_seconds histogram client client_kind method outcome',
    'mcpjungle_info gauge mode version',
    'mcpjungle_open_streams gauge kind',
    'mcpjungle_parked_calls gauge',
    'mcpjungle_refused_requests_total counter reason',
    'mcpjungle_server_discovered_timestamp_seconds gauge mcp_server_name',
    'mcpjungle_sessions gauge',
    'mcpjungle_tool_call_latency_seconds histogram mcp_server_name outcome tool_name',
    'mcpjungle_tool_calls_total counter mcp_server_name outcome tool_name',
    'mcpjungle_upstream_breaker_state gauge mcp_server_name',
    'mcpjungle_upstream_healthy gauge mcp_server_name',
    'mcpjungle_upstream_processes gauge mcp_server_name',
    'mcpjungle_upstream_sessions gauge mcp_server_name transport',
  ]);
});
