import { describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { json } from './support/scripted-upstream.js';
import {
  ended,
  hanging,
  of,
  refusal,
  servingSessions,
  type SessionScript,
  sessionsOf,
} from './support/serving.js';

describe('the number of sessions', () => {
  const TWO = { env: { MAX_SESSIONS_PER_SERVER: '2' } };

  it.each([
    [[1, 2, 1, 3], 's-2'],
    [[1, 2, 3], 's-1'],
  ])('is bounded: of the calls %p the one idle for longest makes way', async (numbers, oldest) => {
    const { upstream, user } = await servingSessions(undefined, TWO);
    for (const number of numbers) await user.call('a', {}, of(number));
    await eventually(() => expect(ended(upstream)).toEqual([oldest]));
    expect(new Set(sessionsOf(upstream)).size).toBe(3);
  });

  it('makes a call wait when all are in use', async () => {
    const { finish, upstream, user } = await hanging(TWO);
    const calls = [1, 2, 3].map((number) => user.call('a', {}, of(number)));
    await eventually(() => expect(upstream.requests('tools/call')).toHaveLength(2));
    expect(upstream.requests('initialize')).toHaveLength(2);
    finish();
    await eventually(() => expect(upstream.requests('tools/call')).toHaveLength(3));
    finish();
    expect(await Promise.all(calls)).toHaveLength(3);
  });

  it('ends the wait of all calls of one affinity together', async () => {
    const { finish, upstream, user } = await hanging({
      env: { MAX_SESSIONS_PER_SERVER: '1' },
      connectTimeoutMs: 2000,
    });
    const first = user.call('a', {}, of(1));
    await eventually(() => expect(upstream.requests('tools/call')).toHaveLength(1));
    const others = Promise.all([user.call('b', {}, of(2)), user.call('c', {}, of(2))]);
    user.upstream.release('session:1');
    finish();
    await first;
    await eventually(() => expect(upstream.requests('tools/call')).toHaveLength(2));
    // Longer than a call may wait for a session: the second shares the first's, and waits for its connection.
    await delay(2500);
    finish();
    await eventually(() => expect(upstream.requests('tools/call')).toHaveLength(3));
    finish();
    expect(await others).toHaveLength(2);
    expect(sessionsOf(upstream)).toEqual(['s-1', 's-2', 's-2']);
  });

  it('ends the wait with an error that names the server and the variable', async () => {
    const { finish, upstream, user } = await hanging({ ...TWO, connectTimeoutMs: 1500 });
    const calls = [1, 2].map((number) => user.call('a', {}, of(number)));
    await eventually(() => expect(upstream.requests('tools/call')).toHaveLength(2));
    await expect(user.call('a', {}, of(3))).rejects.toThrow(
      'MCP server "github": has all 2 sessions in use (MAX_SESSIONS_PER_SERVER)',
    );
    finish();
    await Promise.all(calls);
  });

  it('lets everyone who waits have a turn', async () => {
    const { upstream, user } = await servingSessions(undefined, TWO);
    const calls = Array.from({ length: 30 }, (_, number) => user.call('a', {}, of(number % 7)));
    expect(await Promise.all(calls)).toHaveLength(30);
    await eventually(() => expect(ended(upstream).length).toBe(upstream.requests('initialize').length - 2));
  });
});

describe('an upstream that has forgotten a session', () => {
  /** The first session is forgotten after the call of the tool `first`. */
  const forgetting =
    (refuse: (response: ServerResponse) => void): SessionScript =>
    (received, response, accept) => {
      const isFirst = received.headers['mcp-session-id'] === 's-1';
      if (received.rpc.method === 'tools/call' && isFirst && received.rpc.params?.name !== 'first')
        refuse(response);
      else accept();
    };
  const FORGOTTEN: [string, (response: ServerResponse) => void][] = [
    ['404', (response) => response.writeHead(404).end()],
    ['404 and an error', (response) => json(response, refusal(-32001, null), 404)],
    ['400 and -32000', (response) => json(response, refusal(-32000, null), 400)],
    ['400 and -32001 without an id', (response) => json(response, refusal(-32001), 400)],
  ];

  it.each(FORGOTTEN)('and says so with %s is greeted again, and called once more', async (_, refuse) => {
    const { upstream, user } = await servingSessions(forgetting(refuse));
    await user.call('first', {}, of(1));
    await expect(user.call('second', {}, of(1))).resolves.toContain('ok');
    expect(sessionsOf(upstream)).toEqual(['s-1', 's-1', 's-2']);
    expect(ended(upstream)).toEqual([]);
  });

  it('is greeted once for many calls', async () => {
    const { upstream, user } = await servingSessions(forgetting(FORGOTTEN[0]![1]));
    await user.call('first', {}, of(1));
    await Promise.all(Array.from({ length: 5 }, () => user.call('second', {}, of(1))));
    expect(upstream.requests('initialize')).toHaveLength(2);
  });

  it('again and again is not asked for ever', async () => {
    const { upstream, user } = await servingSessions((received, response, accept) => {
      if (received.rpc.method === 'tools/call') response.writeHead(404).end();
      else accept();
    });
    await expect(user.call('a', {}, of(1))).rejects.toThrow('HTTP status 404');
    expect(upstream.requests('tools/call')).toHaveLength(2);
  });

  it('with a state in it says so to the client, once', async () => {
    const { upstream, user } = await servingSessions(forgetting(FORGOTTEN[0]![1]), {
      sessionMode: 'stateful',
    });
    await user.call('first', {}, of(1));
    await expect(user.call('second', {}, of(1))).rejects.toThrow(
      'has lost the session, and with it whatever state',
    );
    await expect(user.call('third', {}, of(1))).resolves.toContain('ok');
    expect(upstream.requests('tools/call')).toHaveLength(3);
  });

  it('is not what a refusal of the call itself means', async () => {
    const { upstream, user } = await servingSessions((received, response, accept) => {
      if (received.rpc.method === 'tools/call') json(response, refusal(-32000, received.rpc.id), 400);
      else accept();
    });
    await expect(user.call('a', {}, of(1))).resolves.toContain('-32000');
    expect(upstream.requests('tools/call')).toHaveLength(1);
  });
});

describe('session mode per_call', () => {
  it('gives each call a session of its own', async () => {
    const { upstream, user } = await servingSessions(undefined, { sessionMode: 'per_call' });
    await Promise.all([user.call('a', {}, of(1)), user.call('b', {}, of(1))]);
    await user.call('c', {}, of(1));
    expect(sessionsOf(upstream).sort()).toEqual(['s-1', 's-2', 's-3']);
    await eventually(() => expect(ended(upstream).sort()).toEqual(['s-1', 's-2', 's-3']));
  });
});
