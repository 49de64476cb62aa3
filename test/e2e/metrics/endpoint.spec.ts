import { beforeAll, describe, expect, it } from '@jest/globals';
import { Gateway } from '../../gateway/support/gateway.js';
import { ModernWire } from '../../gateway/support/modern-wire.js';
import { RawUpstream } from '../../gateway/support/raw-upstream.js';
import { startSdkServer } from '../../gateway/support/sdk-server.js';
import { call, program, registerProgram } from '../../gateway/support/stdio/programs.js';
import { eventually } from '../../support/eventually.js';
import { readExposition, valueOf } from '../../support/exposition.js';
import { problemsOf } from '../../support/prometheus.js';
import { TestApp } from '../../support/test-app.js';

const ECHO = '{"name":"echo","inputSchema":{"type":"object"}}';

async function metricsOf({ app }: { app: TestApp }): Promise<string> {
  return (await app.get('/metrics').expect(200)).text;
}

describe('/metrics', () => {
  it('is not there in development mode, unless it is wanted', async () => {
    const off = await TestApp.start();
    await off.get('/metrics').expect(404, { error: 'no such route', code: 'not_found' });
    const on = await TestApp.start({ env: { OTEL_ENABLED: 'true' } });
    const { headers } = await on.get('/metrics').expect(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it('is there in enterprise mode, before the server is initialized too, unless it is not wanted', async () => {
    await (await TestApp.start({ env: { SERVER_MODE: 'enterprise' } })).get('/metrics').expect(200);
    await (await TestApp.startEnterprise({ env: { OTEL_ENABLED: '0' } })).get('/metrics').expect(404);
  });

  it('takes METRICS_TOKEN and no other token, where that is set', async () => {
    const app = await TestApp.startEnterprise({ env: { METRICS_TOKEN: 'scrape-me' } });
    const none = await app.get('/metrics').expect(401);
    expect(none.headers['www-authenticate']).toBe('Bearer');
    for (const token of ['scrape-m', 'scrape-me2', app.adminToken]) {
      await app.get('/metrics', { token }).expect(401);
    }
    await app.get('/metrics?access_token=scrape-me').expect(401);
    await app.get('/metrics', { token: 'scrape-me' }).expect(200);
    for (let attempt = 0; attempt < 50; attempt++) await app.get('/metrics', { token: `guess-${attempt}` });
    await app.get('/metrics', { token: 'one-more' }).expect(429);
    await app.get('/metrics', { token: 'scrape-me' }).expect(200);
  });

  it('is read under any name of the host', async () => {
    const app = await TestApp.start({ env: { OTEL_ENABLED: '1' } });
    await app.get('/metrics', { headers: { Host: 'mcpjungle.monitoring.svc:8080' } }).expect(200);
  });

  it('is text that Prometheus’s own checker has nothing against', async () => {
    const gateway = await Gateway.start();
    const upstream = await RawUpstream.start([ECHO], () => '{"content":[]}');
    await gateway.register('up', upstream.url);
    await (
      await gateway.connect({ token: await gateway.client('agent', ['up']) })
    ).callTool({ name: 'up__echo' });
    const text = await metricsOf(gateway);
    expect(text).toContain('up');
    expect(problemsOf(text)).toBe('');
  });
});

describe('what can be read of the gateway', () => {
  let gateway: Gateway;
  let token: string;
  let upstream: RawUpstream;
  /** Ends the call that the upstream works on. */
  let finish: (() => void) | undefined;

  beforeAll(async () => {
    upstream = await RawUpstream.start([ECHO], (body, response) => {
      const { id } = JSON.parse(body.toString()) as { id: number };
      finish = () => response.end(`{"jsonrpc":"2.0","id":${id},"result":{"content":[]}}`);
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      return undefined;
    });
    gateway = await Gateway.start();
    await gateway.register('up', upstream.url);
    token = await gateway.client('agent', ['up', 'program', 'asks']);
  });

  const read = async (name: string, labels?: Record<string, string>) =>
    valueOf(await metricsOf(gateway), `mcpjungle_${name}`, labels);
  const becomes = (value: number, name: string, labels?: Record<string, string>) =>
    eventually(async () => expect(await read(name, labels)).toBe(value));

  it('is what the catalogue holds, and since when', async () => {
    expect(await read('catalog_items', { kind: 'server' })).toBe(1);
    expect(await read('catalog_items', { kind: 'tool' })).toBe(1);
    for (const name of ['catalog_loaded', 'server_discovered']) {
      const seconds = await read(`${name}_timestamp_seconds`);
      expect(Math.abs(Date.now() / 1000 - seconds)).toBeLessThan(300);
    }
  });

  it('is who is connected', async () => {
    const before = await read('sessions');
    const client = await gateway.connect({ token });
    const notifications = { toolsListChanged: true };
    const answer = await new ModernWire(gateway.raw({ token })).begin({
      method: 'subscriptions/listen',
      params: { notifications },
    });
    await becomes(before + 1, 'sessions');
    await becomes(1, 'open_streams', { kind: 'session' });
    await becomes(1, 'open_streams', { kind: 'listen' });
    await client.close();
    answer.destroy();
    await becomes(0, 'open_streams', { kind: 'session' });
    await becomes(0, 'open_streams', { kind: 'listen' });
  });

  it('is what is being worked on', async () => {
    const client = await gateway.connect({ token });
    const legacy = client.callTool({ name: 'up__echo' });
    await becomes(1, 'calls_in_flight', { era: 'legacy' });
    await eventually(() => finish!());
    await legacy;
    await becomes(0, 'calls_in_flight', { era: 'legacy' });
    finish = undefined;
    const modern = new ModernWire(gateway.raw({ token })).callTool('up__echo');
    await becomes(1, 'calls_in_flight', { era: 'modern' });
    await eventually(() => finish!());
    await modern;
    await becomes(0, 'calls_in_flight', { era: 'modern' });
  });

  it('is which calls wait for their client', async () => {
    const asks = await startSdkServer((server) => {
      const requestedSchema = { type: 'object' as const, properties: {} };
      server.registerTool('ask', {}, async ({ requestId: relatedRequestId }) => {
        await server.server.elicitInput({ message: 'well?', requestedSchema }, { relatedRequestId });
        return { content: [] };
      });
    });
    await gateway.register('asks', asks.url);
    const wire = new ModernWire(gateway.raw({ token }), { elicitation: { form: {} } });
    const { message } = await wire.callTool('asks__ask');
    expect(await read('parked_calls')).toBe(1);
    const [question] = Object.keys(message.result.inputRequests as object);
    const params = {
      requestState: message.result.requestState,
      inputResponses: { [question!]: { action: 'decline' } },
    };
    await wire.callTool('asks__ask', {}, { params });
    expect(await read('parked_calls')).toBe(0);
  });

  it('is how servers are reached: sessions, processes, whether they answer', async () => {
    await registerProgram(gateway, 'program', { ...program(), session_mode: 'stateful' });
    const agent = await gateway.connect({ token });
    await call(agent, 'program__pid');
    expect(await read('upstream_sessions', { mcp_server_name: 'program', transport: 'stdio' })).toBe(1);
    expect(await read('upstream_processes', { mcp_server_name: 'program' })).toBe(1);
    expect(await read('upstream_healthy', { mcp_server_name: 'program' })).toBe(1);
    expect(await read('upstream_breaker_state', { mcp_server_name: 'program' })).toBe(0);
    await gateway.deregister('program');
    const gone = expect.not.stringMatching(/upstream_\w+\{.*"program"/);
    await eventually(async () => expect(await metricsOf(gateway)).toEqual(gone));
  });

  it('is which server is not called any more', async () => {
    const agent = await gateway.connect({ token });
    upstream.stop();
    for (let failure = 0; failure < 5; failure++) {
      await agent.callTool({ name: 'up__echo' }).catch(() => undefined);
    }
    expect(await read('upstream_healthy', { mcp_server_name: 'up' })).toBe(0);
    expect(await read('upstream_breaker_state', { mcp_server_name: 'up' })).toBeGreaterThan(0);
  });

  it('is who was turned away', async () => {
    const before = await read('refused_requests_total', { reason: 'unauthorized' });
    await gateway.raw({ token: 'wrong' }).initialize();
    await gateway.app.get('/api/v0/servers').expect(401);
    expect(await read('refused_requests_total', { reason: 'unauthorized' })).toBe(before + 2);
    const slow = await gateway.app.createClient('slow', { allow_list: [], rate_limit_rpm: 1 });
    await gateway.raw({ token: slow }).initialize();
    expect(await read('refused_requests_total', { reason: 'rate_limited' })).toBe(0);
    await gateway.raw({ token: slow }).initialize();
    expect(await read('refused_requests_total', { reason: 'rate_limited' })).toBe(1);
  });

  it('is the process itself', async () => {
    const families = readExposition(await metricsOf(gateway));
    for (const name of ['process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds']) {
      expect(families.get(name)?.samples).toHaveLength(1);
    }
  });
});
