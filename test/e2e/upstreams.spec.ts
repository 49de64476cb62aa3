import { beforeEach, describe, expect, it } from '@jest/globals';
import { UpstreamError } from '../../server/common/errors.js';
import { Catalog } from '../../server/registry/catalog.service.js';
import { Upstreams } from '../../server/registry/upstreams.js';
import { Cancellation } from '../../server/upstream/cancellation.js';
import type { Caller, Upstream } from '../../server/upstream/upstream.js';
import { request } from '../../server/wire/build-message.js';
import { ListingUpstream } from '../support/listing-upstream.js';
import { TestApp } from '../support/test-app.js';

const CALLER: Caller = {
  principalKey: 'anonymous',
  era: 'legacy',
  affinity: 'test',
  capabilities: '{}',
  clientInfo: '{}',
  protocolVersion: '2025-11-25',
};

let app: TestApp;
let upstreams: Upstreams;
let upstream: ListingUpstream;

beforeEach(async () => {
  app = await TestApp.start();
  upstreams = app.nest.get(Upstreams);
  upstream = await ListingUpstream.open();
  await register(upstream.url);
});

async function register(url: string, fields: object = {}): Promise<void> {
  const body = { name: 's', transport: 'streamable_http', url, ...fields };
  await app.post('/api/v0/servers?force=true', { body }).expect(201);
}

const registered = () => app.nest.get(Catalog).snapshot.servers.get('s')!;

function ping(live: Upstream, cancellation = new Cancellation()) {
  const body = request('1', 'ping');
  return live.request({
    caller: CALLER,
    method: 'ping',
    body,
    id: '1',
    cancellation,
    onNotification: () => undefined,
    onQuestion: () => Promise.reject(new Error('nobody is asked')),
  });
}

async function health(): Promise<string> {
  const { body } = await app.get('/api/v0/servers/s').expect(200);
  return body.health;
}

describe('the live upstream of a server', () => {
  it('is one, as long as the server is reached in the same way', async () => {
    const live = upstreams.forServer(registered());
    const before = registered();
    await register(upstream.url, { description: 'only this changes' });
    expect(registered()).not.toBe(before);
    expect(upstreams.forServer(registered())).toBe(live);
    expect((await ping(live)).kind).toBe('result');
  });

  it('is replaced, and the old one closed, when the server is reached otherwise', async () => {
    const before = registered();
    const old = upstreams.forServer(before);
    await ping(old);
    await register(upstream.url, { headers: { 'X-New': 'yes' } });
    // Whoever still holds the snapshot of before gets the server as it is now.
    const live = upstreams.forServer(before);
    expect(live).not.toBe(old);
    expect(upstreams.forServer(registered())).toBe(live);
    await ping(live);
    expect(upstream.arrivals.at(-1)).toMatchObject({ 'x-new': 'yes' });
    await expect(ping(old)).rejects.toThrow(UpstreamError);
  });

  it('is closed with the server, and not opened again for who still knows it', async () => {
    const before = registered();
    const old = upstreams.forServer(before);
    await app.delete('/api/v0/servers/s').expect(204);
    await expect(ping(old)).rejects.toThrow(UpstreamError);
    expect(() => upstreams.forServer(before)).toThrow('MCP server "s": it is no longer registered');
    await register(upstream.url);
    expect(() => upstreams.forServer(before)).toThrow(UpstreamError);
    expect((await ping(upstreams.forServer(registered()))).kind).toBe('result');
  });
});

describe('the health of a server', () => {
  it('is that it answered when it was last asked', async () => {
    expect(await health()).toBe('healthy');
    const { url } = upstream;
    await upstream.close();
    await expect(ping(upstreams.forServer(registered()))).rejects.toThrow(UpstreamError);
    expect(await health()).toBe('unhealthy');
    const other = await ListingUpstream.open();
    expect(other.url).not.toBe(url);
    await register(other.url);
    expect(await health()).toBe('healthy');
  });

  it('is good again after the next answer, also one that is an error', async () => {
    const live = upstreams.forServer(registered());
    upstream.broken = true;
    await expect(ping(live)).rejects.toThrow(UpstreamError);
    expect(await health()).toBe('unhealthy');
    upstream.broken = false;
    upstream.failing = 'ping';
    expect((await ping(live)).kind).toBe('error');
    expect(await health()).toBe('healthy');
  });

  it('is not told by a call that was given up', async () => {
    const cancellation = new Cancellation();
    const call = ping(upstreams.forServer(registered()), cancellation);
    cancellation.cancel(new Error('given up'));
    await expect(call).rejects.toThrow('given up');
    expect(await health()).toBe('healthy');
  });

  it('is unknown after a restart', async () => {
    app = await app.restart();
    expect(await health()).toBe('unknown');
  });
});
