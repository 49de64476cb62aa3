import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitationCompleteNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { eventually } from '../support/eventually.js';
import { everythingBehindToken } from '../support/everything.js';
import { answeringClient, EVERY_CAPABILITY } from './support/answering-client.js';
import { hanging, rootsChanged, setUpAskingServer } from './support/asking-server.js';
import { Gateway } from './support/gateway.js';
import { type RawClient, quietTime } from './support/raw-client.js';
import { startSdkServer } from './support/sdk-server.js';

let gateway: Gateway;
let token: string;

beforeAll(async () => {
  const upstreams = await Promise.all(['one', 'two', 'three'].map(() => startSdkServer(setUpAskingServer)));
  gateway = await Gateway.start();
  await Promise.all(upstreams.map(({ url }, index) => gateway.register(`s${index}`, url)));
  token = await gateway.client('agent', ['*']);
});

async function call(client: Client, name: string, label?: string): Promise<string> {
  const { content } = await client.callTool({ name, arguments: label === undefined ? {} : { label } });
  return (content as { text: string }[])[0]!.text;
}

describe('a question on the stream of a call', () => {
  let client: Client;
  beforeAll(async () => void (client = await gateway.connect({ token }, answeringClient('ann'))));

  it('is answered by the client: a form', async () => {
    expect(JSON.parse(await call(client, 's0__form', 'x'))).toEqual({
      action: 'accept',
      content: { name: 'ann x' },
    });
  });

  it('is answered by the client: sampling', async () => {
    expect(await call(client, 's0__sample', 'think')).toContain('ann');
  });

  it('is answered by the client: roots, and the server hears that they changed', async () => {
    expect(JSON.parse(await call(client, 's0__roots'))).toEqual([{ uri: 'file:///ann' }]);
    await client.sendRootsListChanged();
    await eventually(() => expect(rootsChanged).toContain('notifications/roots/list_changed'));
  });

  it('is answered by the client: a link, and it hears when that is done with', async () => {
    const done: string[] = [];
    client.setNotificationHandler(ElicitationCompleteNotificationSchema, ({ params }) => {
      done.push(params.elicitationId);
    });
    expect(JSON.parse(await call(client, 's0__link'))).toEqual({ action: 'accept' });
    expect(done).toEqual(['e2']);
  });

  it('is answered by the gateway when it is a ping', async () => {
    expect(await call(client, 's0__ping')).toBe('{}');
  });
});

it('relays the error that asks to open a link first', async () => {
  const client = gateway.raw({ token });
  await client.initialize({ capabilities: EVERY_CAPABILITY });
  const { error } = await client.call('tools/call', { name: 's0__sign-in', arguments: {} });
  expect(error).toMatchObject({ code: -32042, data: { elicitations: [{ elicitationId: 'e1' }] } });
});

it('puts what comes on the own stream of the upstream session to the client too', async () => {
  const client = await gateway.connect({ token }, answeringClient('bob'));
  expect(await call(client, 's0__aside', 'y')).toContain('bob y');
});

it('keeps thirty calls that ask at once apart, over three servers and both kinds of streams', async () => {
  const clients = await Promise.all(
    ['ann', 'bob'].map((name) => gateway.connect({ token }, answeringClient(name))),
  );
  const calls = Array.from({ length: 30 }, (_, index) => {
    const name = ['ann', 'bob'][index % 2]!;
    const tool = `s${index % 3}__${['form', 'aside', 'sample'][Math.floor(index / 2) % 3]}`;
    return call(clients[index % 2]!, tool, `label-${index}`).then((answer) => {
      expect(answer).toContain(name);
      expect(answer).toMatch(new RegExp(`label-${index}\\b`));
    });
  });
  await Promise.all(calls);
});

it('declares to a server what this client declared, and nothing else', async () => {
  const client = await gateway.connect({ token }, answeringClient('mute', {}));
  expect(await call(client, 's0__form', 'x')).toMatch(/not support|Method not found/);
});

interface Seen {
  id: string;
  method: string;
  params: { message: string; requestId?: string };
}

/** What came on an event stream so far. */
const messagesIn = (events: string) =>
  [...events.matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data!) as Seen);

/** A call by hand: its stream, and the question on it. */
async function asked(client: RawClient, label: string, tool = 's0__hang') {
  const answer = await client.begin({ body: client.rpc('tools/call', { name: tool, arguments: { label } }) });
  const stream = { events: '', ended: false, cut: () => answer.destroy() };
  answer.setEncoding('utf8').on('data', (chunk: string) => (stream.events += chunk));
  answer.on('end', () => (stream.ended = true)).on('error', () => (stream.ended = true));
  const question = await eventually(() => {
    const found = messagesIn(stream.events).find(({ method }) => method === 'elicitation/create');
    expect(found).toBeDefined();
    return found!;
  });
  return { stream, question };
}

const accept = (id: string) => ({ jsonrpc: '2.0', id, result: { action: 'accept', content: {} } });

async function rawClient(): Promise<RawClient> {
  const client = gateway.raw({ token });
  await client.initialize({ capabilities: EVERY_CAPABILITY });
  return client;
}

describe('the answer to a question', () => {
  it('is taken once; later ones are accepted and dropped', async () => {
    const client = await rawClient();
    const { stream, question } = await asked(client, 'once');
    expect((await client.send({ body: accept(question.id) })).status).toBe(202);
    await eventually(() => expect(stream.ended).toBe(true));
    expect(stream.events).toContain('accept');
    expect((await client.send({ body: accept(question.id) })).status).toBe(202);
  });

  it('is refused when it comes from another session, or answers what was never asked', async () => {
    const [client, stranger] = [await rawClient(), await rawClient()];
    const { stream, question } = await asked(client, 'mine');
    expect((await stranger.send({ body: accept(question.id) })).status).toBe(400);
    for (const id of ['q', '7', question.id.replace(/\d+$/, '999999')]) {
      expect((await client.send({ body: accept(id) })).status).toBe(400);
    }
    expect((await client.send({ body: accept('q-another-1') })).status).toBe(404);
    expect(stream.events).not.toContain('accept');
    expect((await client.send({ body: accept(question.id) })).status).toBe(202);
    await eventually(() => expect(stream.events).toContain('accept'));
  });
});

describe('an open question', () => {
  it('is withdrawn by its server under the id that the client knows', async () => {
    const { stream, question } = await asked(await rawClient(), 'withdrawn');
    hanging.get('withdrawn')!.withdraw();
    await eventually(() => expect(stream.ended).toBe(true));
    const cancelled = messagesIn(stream.events).find(({ method }) => method === 'notifications/cancelled');
    expect(cancelled?.params.requestId).toBe(question.id);
  });

  it('goes with its call when the client cancels that', async () => {
    const client = await rawClient();
    const { stream, question } = await asked(client, 'cancelled');
    await client.send({
      body: { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } },
    });
    await eventually(() => expect(hanging.get('cancelled')!.cancelled).toBe(true));
    await eventually(() => expect(stream.ended).toBe(true));
    expect((await client.send({ body: accept(question.id) })).status).toBe(202);
  });

  it('lets the time of its call rest', async () => {
    const upstream = await startSdkServer(setUpAskingServer);
    await gateway.register('hurried', upstream.url, { timeout_sec: 2 });
    const client = await rawClient();
    const { stream, question } = await asked(client, 'slow', 'hurried__hang');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await client.send({ body: accept(question.id) });
    await eventually(() => expect(stream.events).toContain('accept'));
  });

  it('outlives its connection when the client comes back', async () => {
    const client = await rawClient();
    const { stream, question } = await asked(client, 'back');
    const [last] = /^id: (\S+)$/m.exec(stream.events)!.slice(1);
    stream.cut();
    const headers = { accept: 'text/event-stream', 'last-event-id': last };
    const again = await client.begin({ method: 'GET', headers });
    let events = '';
    again.setEncoding('utf8').on('data', (chunk: string) => (events += chunk));
    await eventually(() => expect(messagesIn(events).map(({ id }) => id)).toContain(question.id));
    // Longer than a client that is gone is waited for.
    await new Promise((resolve) => setTimeout(resolve, 5500));
    expect((await client.send({ body: accept(question.id) })).status).toBe(202);
    await eventually(() => expect(events).toContain('accept'));
  });

  it('is refused when the client is gone for good', async () => {
    const { stream } = await asked(await rawClient(), 'gone');
    stream.cut();
    await eventually(() => expect(hanging.get('gone')!.failure).toContain('the client is gone'), 10_000);
  });
});

it('refuses at once what is asked when no call is in flight and no stream open', async () => {
  const client = await rawClient();
  await client.call('tools/call', { name: 's0__later', arguments: { label: 'unheard' } });
  await eventually(() => expect(hanging.get('unheard')?.failure).toContain('no stream open'));
  const stream = await client.listen();
  await client.call('tools/call', { name: 's0__later', arguments: { label: 'heard' } });
  await eventually(() => expect(stream.methods).toContain('elicitation/create'));
  await quietTime();
  expect(hanging.get('heard')?.failure).toBe('none');
});

it('serves what server-everything asks', async () => {
  const upstream = await everythingBehindToken('upstream-secret');
  await gateway.register('everything', upstream.url, { bearer_token: 'upstream-secret' });
  const client = await gateway.connect({ token, path: '/v0/servers/everything/mcp' }, answeringClient('ann'));
  const sampled = await client.callTool({ name: 'trigger-sampling-request', arguments: { prompt: 'hi' } });
  expect(JSON.stringify(sampled.content)).toContain('ann');
  const elicited = await client.callTool({ name: 'trigger-elicitation-request', arguments: {} });
  expect(JSON.stringify(elicited.content)).toContain('provided the requested information');
  await eventually(async () => {
    const { content } = await client.callTool({ name: 'get-roots-list', arguments: {} });
    expect(JSON.stringify(content)).toContain('file:///ann');
  });
});
