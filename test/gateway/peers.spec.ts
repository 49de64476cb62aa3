import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { connectLegacyPeer, connectModernPeer } from './support/peers/clients.js';
import { ANSWERS, NOTE, type PeerClient, type PeerServer, QUESTIONS } from './support/peers/peer.js';
import { startLegacyPeer, startModernPeer } from './support/peers/servers.js';
import { quietTime } from './support/raw-client.js';

const CLIENTS = { 'SDK 1.32': connectLegacyPeer, 'SDK 2.4': connectModernPeer };
const SERVERS = { 'SDK 1.32': startLegacyPeer, 'SDK 2.4': startModernPeer };
type Line = keyof typeof CLIENTS;

/** Every client with every server. */
const CELLS = (['SDK 1.32', 'SDK 2.4'] as const).flatMap((client) =>
  (['SDK 1.32', 'SDK 2.4'] as const).map((server) => ({ client, server })),
);

/** What the protocol does not have, where one of the two is of the modern era. */
const MISSING = [
  {
    feature: 'roots that changed',
    client: 'SDK 1.32',
    server: 'SDK 2.4',
    reason: 'a modern server has no notifications from clients; it asks for the roots when it needs them',
  },
  {
    feature: 'roots that changed',
    client: 'SDK 2.4',
    server: 'SDK 1.32',
    reason: 'a modern client has no session of which it could say so',
  },
  {
    feature: 'roots that changed',
    client: 'SDK 2.4',
    server: 'SDK 2.4',
    reason: 'removed with 2026-07-28',
  },
] as const;

const missing = (feature: string, cell: { client: Line; server: Line }) =>
  MISSING.find((one) => one.feature === feature && one.client === cell.client && one.server === cell.server);

describe.each(CELLS)('a client on $client and a server on $server', (cell) => {
  const name = 'peer';
  let server: PeerServer;
  let client: PeerClient;

  beforeAll(async () => {
    server = await SERVERS[cell.server]();
    const gateway = await Gateway.start();
    await gateway.register(name, server.url);
    client = await CLIENTS[cell.client](gateway, await gateway.client('agent', ['*']));
  });

  it('have progress', async () => {
    const seen: number[] = [];
    const onProgress = (progress: number) => seen.push(progress);
    expect(await client.call('peer__steps', {}, { onProgress })).toBe('done');
    // The SDKs drop a progress that they read together with the answer.
    expect(seen[0]).toBe(1);
  });

  it.each(QUESTIONS)('have questions: %s', async (what) => {
    await client.call('peer__ask', { what });
    expect(server.answers.get(what)).toMatchObject(ANSWERS[what]);
  });

  it('have a log, from the level on that the client set', async () => {
    await client.call('peer__steps', {});
    await client.log();
    client.logged.length = 0;
    await client.call('peer__steps', {});
    await eventually(() => expect(client.logged).toEqual(['step 1', 'step 2']));
  });

  it('have completion', async () => {
    expect(await client.complete('peer__greet', 'd')).toEqual(['dansk', 'deutsch']);
  });

  it('have cancellation', async () => {
    const giveUp = new AbortController();
    const call = client.call('peer__hang', { label: 'long' }, { signal: giveUp.signal });
    call.catch(() => {});
    await eventually(() => expect(server.hanging.has('long')).toBe(true));
    giveUp.abort(new Error('enough'));
    await expect(call).rejects.toThrow();
    await eventually(() => expect(server.hanging.get('long')).toEqual({ cancelled: true }));
  });

  it('have subscriptions, and lists that change', async () => {
    await client.follow();
    server.touch();
    await eventually(() => expect(client.told).toContain(NOTE));
    server.grow();
    await eventually(() => expect(client.told).toContain('notifications/tools/list_changed'), 30_000);
    expect(await client.toolNames()).toContain('peer__grown');
  });

  const reason = missing('roots that changed', cell)?.reason;
  it(reason ? `have no news of roots: ${reason}` : 'have news of roots', async () => {
    // A client may refuse to say what its revision does not have.
    await client.changeRoots().catch((error: unknown) => expect(reason && error).toBeInstanceOf(Error));
    if (reason) await quietTime();
    else await eventually(() => expect(server.rootsChanged).toBeGreaterThan(0));
    expect(server.rootsChanged > 0).toBe(reason === undefined);
  });
});
