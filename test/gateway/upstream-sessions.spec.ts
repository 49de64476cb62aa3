import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Cancellation } from '../../server/upstream/cancellation.js';
import { eventually } from '../support/eventually.js';
import { everythingBehindToken } from '../support/everything.js';
import { startSdkServer } from './support/sdk-server.js';
import { ended, hanging, of, servingSessions, sessionsOf } from './support/serving.js';
import { startStatelessSdkServer } from './support/stateless-sdk-server.js';
import { newPool, targetOf, UpstreamUser } from './support/upstream-user.js';

describe('an upstream that hands out sessions', () => {
  it('gets one for each affinity, opened at its first use', async () => {
    const { upstream, user } = await servingSessions();
    await user.call('a', {}, of(1));
    await user.call('b', {}, of(1));
    await user.call('c', {}, of(2));
    expect(upstream.log).toEqual([
      ...['POST initialize', 'POST notifications/initialized', 'POST tools/call', 'POST tools/call'],
      ...['POST initialize', 'POST notifications/initialized', 'POST tools/call'],
    ]);
    expect(sessionsOf(upstream)).toEqual(['s-1', 's-1', 's-2']);
    expect(upstream.requests('notifications/initialized')[0]!.headers).toMatchObject({
      'mcp-session-id': 's-1',
    });
  });

  it('gets to know the client as it is', async () => {
    const { upstream, user } = await servingSessions();
    const caller = {
      capabilities: '{"roots":{"listChanged":true},"x":1234567890123456789}',
      clientInfo: '{"name":"agent","version":"9"}',
      protocolVersion: '2025-06-18',
    };
    await user.call('a', {}, { caller });
    const { text } = upstream.requests('initialize')[0]!;
    expect(text).toContain('"capabilities":{"roots":{"listChanged":true},"x":1234567890123456789}');
    expect(text).toContain('"clientInfo":{"name":"agent","version":"9"}');
    expect(text).toContain('"protocolVersion":"2025-06-18"');
  });

  it('is told the revision it has chosen', async () => {
    const { upstream, user } = await servingSessions();
    await user.call('a', {}, { caller: { protocolVersion: '2024-11-05' } });
    expect(upstream.requests('tools/call')[0]!.headers).toMatchObject({
      'mcp-protocol-version': '2025-11-25',
    });
  });

  it('sees one handshake when the first calls come together', async () => {
    const { upstream, user } = await servingSessions();
    await Promise.all(Array.from({ length: 10 }, () => user.call('a', {}, of(1))));
    expect(upstream.requests('initialize')).toHaveLength(1);
    expect(new Set(sessionsOf(upstream))).toEqual(new Set(['s-1']));
  });

  it('is asked again when a handshake failed, by the next call', async () => {
    let isDown = true;
    const { upstream, user } = await servingSessions((_, response, accept) => {
      if (isDown) response.writeHead(503).end();
      else accept();
    });
    const outcomes = await Promise.allSettled([user.call('a', {}, of(1)), user.call('b', {}, of(1))]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(upstream.requests('initialize')).toHaveLength(1);
    isDown = false;
    await expect(user.call('c', {}, of(1))).resolves.toContain('ok');
  });

  it('keeps a session that was opened for a call cancelled meanwhile', async () => {
    let open = (): void => undefined;
    const { upstream, user } = await servingSessions((received, _, accept) => {
      if (received.rpc.method === 'initialize') open = accept;
      else accept();
    });
    const cancellation = new Cancellation();
    const cancelled = user.call('a', {}, { ...of(1), cancellation });
    const patient = user.call('b', {}, of(1));
    await eventually(() => expect(upstream.requests('initialize')).toHaveLength(1));
    cancellation.cancel(new Error('enough'));
    await expect(cancelled).rejects.toThrow('enough');
    open();
    await expect(patient).resolves.toContain('ok');
    expect(upstream.requests('tools/call')).toHaveLength(1);
    user.upstream.release('session:1');
    await eventually(() => expect(ended(upstream)).toEqual(['s-1']));
  });
});

describe('a session ends', () => {
  it('when its downstream session does', async () => {
    const { upstream, user } = await servingSessions();
    for (const number of [1, 2]) await user.call('a', {}, of(number));
    user.upstream.release('session:1');
    user.upstream.release('session:unknown');
    await eventually(() => expect(ended(upstream)).toEqual(['s-1']));
    for (const number of [1, 2]) await user.call('b', {}, of(number));
    expect(sessionsOf(upstream)).toEqual(['s-1', 's-2', 's-3', 's-2']);
  });

  it('not before its last call has', async () => {
    const { finish, upstream, user } = await hanging({});
    const call = user.call('a', {}, of(1));
    await eventually(() => expect(upstream.requests('tools/call')).toHaveLength(1));
    user.upstream.release('session:1');
    expect(ended(upstream)).toEqual([]);
    finish();
    await expect(call).resolves.toContain('ok');
    await eventually(() => expect(ended(upstream)).toEqual(['s-1']));
  });

  it('when it was idle for long enough', async () => {
    const { upstream, user } = await servingSessions(undefined, { rules: { idleMs: 100 } });
    await user.call('a', {}, of(1));
    await eventually(() => expect(ended(upstream)).toEqual(['s-1']));
  });

  it.each([
    ['often', { maxCalls: 2 }],
    ['long', { maxAgeMs: 0 }],
  ])('when it was used %s enough and nothing is in flight', async (_, rules) => {
    const { upstream, user } = await servingSessions(undefined, { rules });
    for (let call = 0; call < 4; call++) await user.call('a', {}, of(1));
    await eventually(() => expect(ended(upstream).length).toBeGreaterThanOrEqual(1));
    expect(new Set(sessionsOf(upstream)).size).toBe('maxCalls' in rules ? 2 : 4);
  });

  it.each([
    ['idle', { idleMs: 100 }],
    ['old', { maxAgeMs: 0 }],
  ])('not because it is %s, as long as something in it goes on', async (_, rules) => {
    const { upstream, user } = await servingSessions(undefined, { rules });
    await user.call('a', {}, of(1));
    const letGo = user.upstream.keep('session:1');
    for (const number of [2, 2]) await user.call('a', {}, of(number));
    await eventually(() => expect(ended(upstream)).toContain('s-2'));
    await user.call('b', {}, of(1));
    expect(ended(upstream)).not.toContain('s-1');
    letGo();
    letGo();
    await user.call('c', {}, of(1)).then(() => user.call('d', {}, of(1)));
    await eventually(() => expect(ended(upstream)).toContain('s-1'));
  });

  it('with its downstream session, whatever goes on in it', async () => {
    const { upstream, user } = await servingSessions();
    await user.call('a', {}, of(1));
    user.upstream.keep('session:1');
    user.upstream.release('session:1');
    await eventually(() => expect(ended(upstream)).toEqual(['s-1']));
  });

  it('when the application stops', async () => {
    const { upstream } = await servingSessions();
    const pool = newPool();
    const user = new UpstreamUser(pool.open(targetOf(upstream.url)));
    for (const number of [1, 2]) await user.call('a', {}, of(number));
    await pool.onApplicationShutdown();
    expect(ended(upstream).sort()).toEqual(['s-1', 's-2']);
    await eventually(async () => expect(await upstream.openConnections()).toBe(0));
  });

  it('also when the upstream refuses to end it', async () => {
    const { upstream, user } = await servingSessions((received, response, accept) => {
      if (received.method === 'DELETE') response.writeHead(405).end();
      else accept();
    });
    await user.call('a', {}, of(1));
    await expect(user.upstream.close()).resolves.toBeUndefined();
    expect(ended(upstream)).toEqual(['s-1']);
  });
});

describe('real servers', () => {
  it('of the SDK with sessions keep them apart by affinity', async () => {
    const sdk = await startSdkServer((server) => {
      let count = 0;
      server.registerTool('count', { inputSchema: { by: z.number() } }, ({ by }) => {
        count += by;
        return { content: [{ type: 'text', text: String(count) }] };
      });
    });
    const user = UpstreamUser.open(sdk.url);
    const counts = [];
    for (const number of [1, 1, 2]) counts.push(await user.call('count', { by: 1 }, of(number)));
    expect(counts.map((text) => text.match(/"text":"(\d)"/)?.[1])).toEqual(['1', '2', '1']);
    expect(sdk.sessions.size).toBe(2);
    await user.upstream.close();
    expect(sdk.sessions.size).toBe(0);
  });

  it('of the SDK without sessions get one request a call', async () => {
    const sdk = await startStatelessSdkServer((server) => {
      server.registerTool('echo', { inputSchema: { text: z.string() } }, ({ text }) => {
        return { content: [{ type: 'text', text }] };
      });
    });
    const user = UpstreamUser.open(sdk.url);
    const answers = await Promise.all(
      [1, 2].map((number) => user.call('echo', { text: `t${number}` }, of(number))),
    );
    expect(answers.map((text) => text.match(/"text":"(t\d)"/)?.[1])).toEqual(['t1', 't2']);
    const before = sdk.requests;
    await user.call('echo', { text: 'again' }, of(3));
    expect(sdk.requests - before).toBe(1);
  });

  it('such as server-everything report progress, log and end their sessions', async () => {
    const front = await everythingBehindToken('secret-token');
    const user = UpstreamUser.open(front.url, { headers: { Authorization: 'Bearer secret-token' } });
    const heard: string[] = [];
    const params = { _meta: { progressToken: 'p' } };
    const answer = await user.call(
      'trigger-long-running-operation',
      { duration: 0.3, steps: 3 },
      {
        params,
        onNotification: ({ method }) => void heard.push(method!),
      },
    );
    expect(answer).toContain('Long running operation completed');
    expect(heard).toEqual(Array.from({ length: 3 }, () => 'notifications/progress'));
    await user.upstream.close();
    expect(front.arrivals.at(-1)).toMatchObject({ method: 'DELETE' });
  });
});
