import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { greeting, result, ScriptedUpstream } from '../gateway/support/scripted-upstream.js';
import { ModernServer } from '../gateway/support/modern-server.js';
import { isAlive, pidsIn, program } from '../gateway/support/stdio/programs.js';
import { eventually } from '../support/eventually.js';
import { temporaryFolder } from '../support/temp.js';
import { TestApp } from '../support/test-app.js';

const start = () => TestApp.start({ env: { HEALTH_PROBE_SEC: '1' } });

async function healthOf(app: TestApp, server: string): Promise<unknown> {
  const { body } = await app.get(`/api/v0/servers/${server}`).expect(200);
  return (body as { health: unknown }).health;
}

const http = (name: string) => ({ name, transport: 'streamable_http' });

function scripted(): Promise<ScriptedUpstream> {
  return ScriptedUpstream.start((received, response) => {
    if (!greeting(received, response)) result(received, response, { tools: [] });
  });
}

describe('a server that nobody calls', () => {
  it('is pinged, so that it is known when it goes and when it is back', async () => {
    const app = await start();
    const upstream = await scripted();
    await app.post('/api/v0/servers', { body: { ...http('idle'), url: upstream.url } }).expect(201);
    await eventually(() => expect(upstream.requests('ping').length).toBeGreaterThan(1), 20_000);
    expect(upstream.requests('tools/call')).toHaveLength(0);
    upstream.stop();
    await eventually(async () => expect(await healthOf(app, 'idle')).toBe('unhealthy'), 20_000);
    await upstream.restart();
    await eventually(async () => expect(await healthOf(app, 'idle')).toBe('healthy'), 20_000);
  });

  it('is left alone while it is disabled', async () => {
    const app = await start();
    const [off, clock] = [await scripted(), await scripted()];
    await app.post('/api/v0/servers', { body: { ...http('off'), url: off.url } }).expect(201);
    await app.post('/api/v0/servers/off/disable').expect(200);
    await app.post('/api/v0/servers', { body: { ...http('clock'), url: clock.url } }).expect(201);
    const pings = (upstream: ScriptedUpstream) => upstream.requests('ping').length;
    await eventually(() => expect(pings(clock)).toBeGreaterThan(0));
    const before = pings(off);
    await eventually(() => expect(pings(clock)).toBeGreaterThan(3));
    expect(pings(off)).toBe(before);
  });

  it('is asked to describe itself where it is of the modern era', async () => {
    const app = await start();
    const server = await ModernServer.start();
    await app.post('/api/v0/servers', { body: { ...http('modern'), url: server.url } }).expect(201);
    const asked = () => server.seen.filter(({ method }) => method === 'server/discover').length;
    const before = asked();
    await eventually(() => expect(asked()).toBeGreaterThan(before + 1), 20_000);
  });

  it('is asked in a process that is there, and never gets one for it', async () => {
    const app = await start();
    const pids = join(temporaryFolder(), 'pids');
    const body = { name: 'kept', transport: 'stdio', session_mode: 'stateful', ...program({ pids }) };
    await app.post('/api/v0/servers', { body }).expect(201);
    await app.post('/api/v0/tools/call', { body: { name: 'kept__pid' } }).expect(200);
    const [pid] = pidsIn(pids).filter(isAlive);
    const asked = async () => {
      const { body: server } = await app.get('/api/v0/servers/kept');
      return Date.parse((server as { last_success_at: string }).last_success_at);
    };
    const called = await asked();
    await eventually(async () => expect(await asked()).toBeGreaterThan(called + 500), 20_000);
    const started = pidsIn(pids).length;
    process.kill(pid!, 'SIGKILL');
    // By when another server was asked three times, this one was due as often.
    const clock = await scripted();
    await app.post('/api/v0/servers', { body: { ...http('clock'), url: clock.url } }).expect(201);
    await eventually(() => expect(clock.requests('ping').length).toBeGreaterThan(2), 20_000);
    expect(pidsIn(pids)).toHaveLength(started);
  });
});
