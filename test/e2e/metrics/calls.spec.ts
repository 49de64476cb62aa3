import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Gateway } from '../../gateway/support/gateway.js';
import { ModernWire } from '../../gateway/support/modern-wire.js';
import { startSdkServer } from '../../gateway/support/sdk-server.js';
import { eventually } from '../../support/eventually.js';
import { readExposition, valueOf } from '../../support/exposition.js';
import { problemsOf } from '../../support/prometheus.js';

let gateway: Gateway;
let token: string;
let text: string;

const samples = (family: string) =>
  (readExposition(text).get(`mcpjungle_${family}`)?.samples ?? []).map(({ labels, value }) => [
    labels,
    value,
  ]);

beforeAll(async () => {
  const sdk = await startSdkServer((server) => {
    server.registerTool('ok', {}, () => ({ content: [] }));
    server.registerTool('fail', {}, () => ({ isError: true, content: [] }));
    server.registerTool('hidden', {}, () => ({ content: [] }));
    server.registerTool('slow', {}, async () => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      return { content: [] };
    });
    server.registerTool('wait', {}, () => new Promise(() => {}));
    server.registerPrompt('greet', { argsSchema: { who: z.string() } }, () => ({ messages: [] }));
    server.registerResource('readme', 'doc://readme', {}, ({ href: uri }) => ({
      contents: [{ uri, text: 'x' }],
    }));
  });
  gateway = await Gateway.start();
  await gateway.register('sdk', sdk.url, { timeout_sec: 60 });
  const grants = { allow_list: ['sdk'], denied_tools: ['sdk__hidden'] };
  token = await gateway.app.createClient('agent', grants);
  const legacy = gateway.raw({ token });
  await legacy.initialize();
  const modern = new ModernWire(gateway.raw({ token }));
  await legacy.call('tools/call', { name: 'sdk__ok' });
  await modern.callTool('sdk__ok');
  await modern.callTool('sdk__slow');
  await legacy.call('tools/call', { name: 'sdk__fail' });
  for (let i = 0; i < 20; i++) await legacy.call('tools/call', { name: `sdk__made-up-${i}` });
  await legacy.call('tools/call', { name: 'sdk__hidden' });
  await legacy.call('prompts/get', { name: 'sdk__greet', arguments: { who: 'you' } });
  await legacy.call('resources/read', { uri: 'doc://readme' });
  const cancelled = modern
    .open({ method: 'tools/call', params: { name: 'sdk__wait' } })
    .on('error', () => {});
  await eventually(async () =>
    expect(valueOf(await read(), 'mcpjungle_calls_in_flight', { era: 'modern' })).toBe(1),
  );
  cancelled.destroy();
  const { app } = gateway;
  const body = { name: 'sdk__ok', arguments: {} };
  await app.post('/api/v0/tools/call', { token: app.adminToken, body }).expect(200);
  text = await eventually(async () => {
    const read_ = await read();
    valueOf(read_, 'mcpjungle_calls_total', { item: 'wait' });
    return read_;
  });
});

async function read(): Promise<string> {
  return (await gateway.app.get('/metrics').expect(200)).text;
}

describe('calls', () => {
  it('are counted by item, client, method and outcome', () => {
    const agent = { client: 'agent', client_kind: 'client', mcp_server_name: 'sdk' };
    const call = { ...agent, method: 'tools/call' };
    expect(samples('calls_total')).toEqual([
      [{ ...call, item: 'ok', outcome: 'success' }, 2],
      [{ ...call, item: 'slow', outcome: 'success' }, 1],
      [{ ...call, item: 'fail', outcome: 'error' }, 1],
      [{ ...call, mcp_server_name: '', item: '', outcome: 'denied' }, 21],
      [{ ...agent, method: 'prompts/get', item: 'greet', outcome: 'success' }, 1],
      [{ ...agent, method: 'resources/read', item: 'doc://readme', outcome: 'success' }, 1],
      [{ ...call, item: 'wait', outcome: 'cancelled' }, 1],
      [{ ...call, client: 'admin', client_kind: 'user', item: 'ok', outcome: 'success' }, 1],
    ]);
  });

  it('are counted as MCPJungle does, but for results that say they are errors', () => {
    const labels = { mcp_server_name: 'sdk', outcome: 'success' };
    expect(samples('tool_calls_total')).toEqual([
      [{ ...labels, tool_name: 'ok' }, 3],
      [{ ...labels, tool_name: 'slow' }, 1],
      [{ ...labels, tool_name: 'fail', outcome: 'error' }, 1],
      [{ ...labels, tool_name: 'greet' }, 1],
      [{ ...labels, tool_name: 'wait', outcome: 'error' }, 1],
    ]);
  });

  it('are measured in the buckets of MCPJungle', () => {
    const ok = readExposition(text)
      .get('mcpjungle_tool_call_latency_seconds')!
      .samples.filter(({ labels }) => labels.tool_name === 'ok');
    const bounds = ok.map(({ labels }) => labels.le).filter((le) => le !== undefined);
    expect(bounds.join(' ')).toBe('0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2 5 10 20 30 +Inf');
    const slow = (name: string, le?: string) =>
      valueOf(text, `mcpjungle_tool_call_latency_seconds_${name}`, { tool_name: 'slow', ...(le && { le }) });
    expect([slow('bucket', '0.05'), slow('bucket', '+Inf'), slow('count')]).toEqual([0, 1, 1]);
    expect(slow('sum')).toBeGreaterThanOrEqual(0.055);
  });

  it('are measured by server and by client', () => {
    const server = { mcp_server_name: 'sdk', method: 'tools/call', outcome: 'success' };
    expect(valueOf(text, 'mcpjungle_call_duration_seconds_count', server)).toBe(4);
    const client = { client: 'agent', method: 'tools/call', outcome: 'success' };
    expect(valueOf(text, 'mcpjungle_client_call_duration_seconds_count', client)).toBe(3);
  });

  it('make text that Prometheus’s own checker has nothing against', () => {
    expect(problemsOf(text)).toBe('');
  });

  it('tell nothing of what was asked for in vain', () => {
    expect(text).not.toMatch(/hidden|made-up/);
  });
});
