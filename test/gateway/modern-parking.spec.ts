import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { connectModern, textOf } from './support/modern-client.js';
import { type ModernAnswer, ModernWire } from './support/modern-wire.js';
import { quietTime } from './support/raw-client.js';
import { type SdkServer, startSdkServer } from './support/sdk-server.js';

const ABLE = { elicitation: { form: {} }, sampling: {}, roots: {} };
const SCHEMA = { type: 'object' as const, properties: { name: { type: 'string' as const } } };
const accept = (name: string) => ({ action: 'accept', content: { name } });
const STALE = { code: -32602, message: 'Invalid or expired requestState' };

let gateway: Gateway;
let token: string;
let sdk: SdkServer;
/** Calls of the tool `wait`, by label. */
const running = new Set<string>();
/** Aborted calls, by label. */
const aborted = new Set<string>();

beforeAll(async () => {
  sdk = await startSdkServer((server) => {
    const { server: rpc } = server;
    rpc.registerCapabilities({ logging: {} });
    const say = (...texts: unknown[]) => ({
      content: texts.map((text) => ({ type: 'text' as const, text: JSON.stringify(text) })),
    });
    server.registerTool('ask', { inputSchema: { label: z.string() } }, async ({ label }, extra) => {
      extra.signal.addEventListener('abort', () => aborted.add(label));
      const options = { relatedRequestId: extra.requestId, signal: extra.signal };
      const answer = await rpc.elicitInput({ message: label, requestedSchema: SCHEMA }, options);
      return say(label, answer.content);
    });
    let count = 0;
    server.registerTool('count', {}, () => say(++count));
    server.registerTool('wait', { inputSchema: { label: z.string() } }, ({ label }, { signal }) => {
      running.add(label);
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted.add(label);
          reject(new Error('aborted'));
        });
      });
    });
    server.registerTool('several', {}, async ({ requestId }) => {
      const options = { relatedRequestId: requestId };
      const [form, sample, roots] = await Promise.all([
        rpc.elicitInput({ message: 'who', requestedSchema: SCHEMA }, options),
        rpc.createMessage(
          { messages: [{ role: 'user', content: { type: 'text', text: 'hi' } }], maxTokens: 9 },
          options,
        ),
        rpc.listRoots(undefined, options),
      ]);
      return say(form.content, sample.content, roots.roots);
    });
    server.registerTool('rounds', {}, async ({ requestId, sendNotification, _meta }) => {
      const names: unknown[] = [];
      for (const message of ['first', 'second', 'third']) {
        const options = { relatedRequestId: requestId };
        const asked = rpc.elicitInput({ message, requestedSchema: SCHEMA }, options);
        // When the client was asked already: it is told when it comes back.
        await delay(50);
        const progress = { progressToken: _meta?.progressToken ?? 0, progress: names.length + 1 };
        await sendNotification({ method: 'notifications/progress', params: progress });
        names.push((await asked).content?.name);
      }
      return say(names);
    });
    server.registerTool('aside', {}, async () => {
      // Without the request it belongs to: it comes on the session's own stream.
      const answer = await rpc.elicitInput({ message: 'aside', requestedSchema: SCHEMA });
      return say(answer.content);
    });
    server.registerTool('impatient', {}, async ({ requestId }) => {
      const options = { relatedRequestId: requestId, timeout: 100 };
      const asked = rpc.elicitInput({ message: 'quick', requestedSchema: SCHEMA }, options);
      return say(
        await asked.then(
          ({ content }) => content,
          () => 'went on without',
        ),
      );
    });
  });
  gateway = await Gateway.start();
  await gateway.register('old', sdk.url);
  token = await gateway.client('agent', ['old']);
});

const wire = (capabilities: object = ABLE, as = token) =>
  new ModernWire(gateway.raw({ token: as }), capabilities);

interface Retry {
  responses?: unknown;
  state: string;
}

function retry(
  client: ModernWire,
  name: string,
  { responses, state, ...rest }: Retry & { args?: object; meta?: object },
) {
  const params = { inputResponses: responses, requestState: state };
  return client.callTool(`old__${name}`, rest.args ?? {}, { params, meta: rest.meta });
}

/** The only question of an answer, and the way back. */
function asked({ message }: ModernAnswer) {
  const { inputRequests, requestState, resultType } = message.result;
  expect(resultType).toBe('input_required');
  const [key] = Object.keys(inputRequests as object) as [string];
  return { key, state: requestState as string, inputRequests };
}

const parked = async (label: string, client = wire()) => ({
  client,
  ...asked(await client.callTool('old__ask', { label })),
  finish(this: { key: string; state: string }, name = 'Ada') {
    return retry(client, 'ask', {
      args: { label },
      responses: { [this.key]: accept(name) },
      state: this.state,
    });
  },
});

describe("the SDK's modern client of a legacy server that asks", () => {
  it('answers what it is asked, and the server goes on', async () => {
    const client = await connectModern(gateway, {
      token,
      capabilities: ABLE,
      setUp: (agent) => {
        agent.setRequestHandler('elicitation/create', () => accept('Ada') as never);
        agent.setRequestHandler('sampling/createMessage', () => ({
          role: 'assistant' as const,
          model: 'm',
          content: { type: 'text' as const, text: 'sampled' },
        }));
        agent.setRequestHandler('roots/list', () => ({ roots: [{ uri: 'file:///r' }] }));
      },
    });
    expect(textOf(await client.callTool({ name: 'old__ask', arguments: { label: 'sdk' } }))).toBe(
      '"sdk"\n{"name":"Ada"}',
    );
    expect(textOf(await client.callTool({ name: 'old__several' }))).toBe(
      '{"name":"Ada"}\n{"type":"text","text":"sampled"}\n[{"uri":"file:///r"}]',
    );
    expect(textOf(await client.callTool({ name: 'old__rounds' }))).toBe('["Ada","Ada","Ada"]');
    expect(textOf(await client.callTool({ name: 'old__aside' }))).toBe('{"name":"Ada"}');
  });

  it('cancels a call that runs by leaving, though it could have been parked', async () => {
    const params = { name: 'old__wait', arguments: { label: 'left' } };
    const request = wire().open({ method: 'tools/call', params });
    request.on('error', () => {});
    await eventually(() => expect([...running]).toContain('left'));
    request.destroy();
    await eventually(() => expect([...aborted]).toContain('left'));
  });

  it('has one session for each identity where the server keeps state', async () => {
    await gateway.register('stateful', sdk.url, { session_mode: 'stateful' });
    const count = async (as: string) =>
      textOf((await wire(ABLE, as).callTool('stateful__count')).message.result);
    const [mine, other] = [await gateway.client('mine', ['*']), await gateway.client('other', ['*'])];
    expect([await count(mine), await count(mine), await count(other)]).toEqual(['1', '2', '1']);
  });

  it('is not asked what it did not declare', async () => {
    const { message } = await wire({ sampling: {} }).callTool('old__ask', { label: 'undeclared' });
    expect(message.result).toMatchObject({ isError: true });
  });
});

describe('a parked call', () => {
  it('asks for several things in one go, and again for those that stay open', async () => {
    const client = wire();
    const { inputRequests, state } = asked(await client.callTool('old__several'));
    const byMethod = Object.fromEntries(
      Object.entries(inputRequests as Record<string, { method: string }>).map(([key, { method }]) => [
        method,
        key,
      ]),
    );
    expect(Object.keys(byMethod).sort()).toEqual([
      'elicitation/create',
      'roots/list',
      'sampling/createMessage',
    ]);
    const [form, sampling, roots] = [
      byMethod['elicitation/create']!,
      byMethod['sampling/createMessage']!,
      byMethod['roots/list']!,
    ];
    const some = { [form]: accept('Ada'), [roots]: { roots: [] }, [sampling]: 'no object', unknown: {} };
    const again = asked(await retry(client, 'several', { responses: some, state }));
    expect(Object.keys(again.inputRequests as object)).toEqual([sampling]);
    const sample = { role: 'assistant', model: 'm', content: { type: 'text', text: 's' } };
    const { message } = await retry(client, 'several', {
      responses: { [sampling]: sample },
      state: again.state,
    });
    expect(message.result.resultType).toBe('complete');
    expect(textOf(message.result)).toBe('{"name":"Ada"}\n{"type":"text","text":"s"}\n[]');
  });

  it('asks again when it is answered nothing at all', async () => {
    const call = await parked('nothing');
    const again = asked(await retry(call.client, 'ask', { args: { label: 'nothing' }, state: call.state }));
    expect(again.key).toBe(call.key);
    expect(textOf((await parkedAs(call, again.state).finish()).message.result)).toContain('Ada');
  });

  it('is gone on with under the token of the retry, and what was missed is told', async () => {
    const client = wire();
    const first = asked(await client.callTool('old__rounds', {}, { meta: { progressToken: 'one' } }));
    await quietTime();
    const responses = { [first.key]: accept('a') };
    const answer = await retry(client, 'rounds', {
      responses,
      state: first.state,
      meta: { progressToken: 'two' },
    });
    const progress = answer.events!.slice(0, -1).map(({ params }) => [params.progressToken, params.progress]);
    expect(progress).toContainEqual(['two', 1]);
    expect(progress.map(([progressToken]) => progressToken)).not.toContain('one');
    expect(asked(answer).key).not.toBe(first.key);
  });

  const refusals: [string, (call: Awaited<ReturnType<typeof parked>>) => Promise<ModernAnswer>][] = [
    ['other arguments', ({ client, state }) => retry(client, 'ask', { args: { label: 'other' }, state })],
    ['another tool', ({ client, state }) => retry(client, 'rounds', { args: { label: 'guarded' }, state })],
    ['a changed state', ({ client, state }) => again(client, `${state}x`)],
    ['a state that is spelled in another way', ({ client, state }) => again(client, respelled(state))],
    ['no state of ours', ({ client }) => again(client, 'v1.x.y')],
    [
      'another endpoint',
      ({ state }) =>
        again(new ModernWire(gateway.raw({ token, path: '/v0/servers/old/mcp' }), ABLE), state, 'ask'),
    ],
    [
      'another principal',
      async ({ state }) => again(wire(ABLE, await gateway.client(`other-${Date.now()}`, ['old'])), state),
    ],
  ];
  const again = (client: ModernWire, state: string, name = 'old__ask') =>
    client.callTool(name, { label: 'guarded' }, { params: { requestState: state, inputResponses: {} } });

  it.each(refusals)('is not touched by a request with %s', async (_, attempt) => {
    const call = await parked('guarded');
    const { status, message } = await attempt(call);
    expect([status, message.error]).toEqual([200, STALE]);
    expect(textOf((await call.finish()).message.result)).toBe('"guarded"\n{"name":"Ada"}');
  });

  it('may be gone on with by the same arguments, however they are written', async () => {
    const client = wire();
    const label = 'written';
    const { key, state } = asked(await client.callTool('old__ask', { label, extra: { a: 1, b: [1.0] } }));
    const args = { extra: { b: [1], a: 1 }, label };
    const { message } = await retry(client, 'ask', { args, responses: { [key]: accept('Ada') }, state });
    expect(textOf(message.result)).toContain('Ada');
  });

  it('is gone on with once, though two ask rightly at the same time', async () => {
    const call = await parked('twice');
    const answers = await Promise.all([call.finish('a'), call.finish('b')]);
    const errors = answers.filter(({ message }) => message.error).map(({ message }) => message.error);
    expect(errors).toEqual([STALE]);
    expect((await call.finish()).message.error).toEqual(STALE);
  });

  it('keeps the result of a server that went on without its client', async () => {
    const client = wire();
    const { key, state } = asked(await client.callTool('old__impatient'));
    await delay(300);
    const { message } = await retry(client, 'impatient', { responses: { [key]: accept('late') }, state });
    expect(textOf(message.result)).toBe('"went on without"');
  });

  it('is one of 16 of its principal at the most', async () => {
    const own = await gateway.client('busy', ['old']);
    const calls = await Promise.all(
      Array.from({ length: 16 }, (_, index) => parked(`busy-${index}`, wire(ABLE, own))),
    );
    const { status, message } = await wire(ABLE, own).callTool('old__ask', { label: 'one-more' });
    expect([status, message.error.code]).toEqual([200, -32603]);
    await eventually(() => expect([...aborted]).toContain('one-more'));
    expect((await calls[0]!.finish()).message).toHaveProperty('result');
    await parked('room-again', wire(ABLE, own));
  });

  it('ends at the server when its client may not come back', async () => {
    await parked('revoked', wire(ABLE, await gateway.client('revoked', ['old'])));
    await gateway.deleteClient('revoked');
    await eventually(() => expect([...aborted]).toContain('revoked'));
  });

  it('has a session alone, which the next call finds open', async () => {
    const own = await gateway.client('alone', ['old']);
    const before = new Set(sdk.sessions.keys());
    const opened = () => [...sdk.sessions.keys()].filter((id) => !before.has(id)).length;
    const [one, two] = [await parked('one', wire(ABLE, own)), await parked('two', wire(ABLE, own))];
    expect(opened()).toBe(2);
    await one.finish();
    await parked('three', wire(ABLE, own));
    expect(opened()).toBe(2);
    await two.finish();
  });
});

function parkedAs<T extends { state: string }>(call: T, state: string): T {
  return { ...call, state };
}

/** The same bytes in base64url whose spare bits differ; another text where there are none. */
function respelled(state: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return state.slice(0, -1) + alphabet[alphabet.indexOf(state.at(-1)!) ^ 1];
}
