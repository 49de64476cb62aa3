import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Bus } from '../../server/bus/bus.js';
import { ATTEMPTS } from '../../server/auth/failed-attempts.js';
import { eventually } from '../support/eventually.js';
import { TestRedis } from '../support/redis.js';
import { EVERY_CAPABILITY } from './support/answering-client.js';
import { hanging, rootsChanged, setUpAskingServer } from './support/asking-server.js';
import { Gateway } from './support/gateway.js';
import { type RawClient, quietTime } from './support/raw-client.js';
import { RawSseClient } from './support/raw-sse-client.js';
import { startSdkServer } from './support/sdk-server.js';

/** Nothing that happens within a test came by the database. */
const CHANGE_POLL_MS = '60000';
/** So many that a slow machine does not earn half of them anew meanwhile. */
const RPM = 60;

let redis: TestRedis;
let [one, two]: Gateway[] = [];
let token: string;

async function pair(env: NodeJS.ProcessEnv = {}): Promise<[Gateway, Gateway]> {
  const first = await Gateway.start({ REDIS_URL: redis.url, CHANGE_POLL_MS, ...env });
  const second = await first.another();
  await eventually(() => expect([outageOf(first), outageOf(second)]).toEqual([undefined, undefined]));
  return [first, second];
}

const outageOf = ({ app }: Gateway) => app.nest.get(Bus).outage;

beforeAll(async () => {
  redis = await TestRedis.start();
  [one, two] = await pair();
  const { url } = await startSdkServer(setUpAskingServer);
  await one.register('asking', url);
  token = await one.client('agent', ['*']);
  await eventually(async () => expect(await statusOf(two!.raw({ token }), 'ping')).toBe(400));
}, 60_000);

async function statusOf(client: RawClient, method: string): Promise<number> {
  return (await client.send({ body: client.rpc(method) })).status;
}

/** As soon as the process knows the client. */
async function initialized(client: RawClient): Promise<void> {
  await eventually(async () => expect((await client.initialize()).status).toBe(200));
}

/** One client, as the load balancer in front of two processes has it. */
async function clientOfBoth(capabilities: object = EVERY_CAPABILITY): Promise<[RawClient, RawClient]> {
  const [here, there] = [one!.raw({ token }), two!.raw({ token })];
  await here.initialize({ capabilities });
  there.sessionId = here.sessionId;
  return [here, there];
}

describe('a change at one process', () => {
  it('of the catalogue is seen by the others, and told to clients there', async () => {
    const [, there] = await clientOfBoth();
    const stream = await there.listen();
    stream.text = '';
    const { url } = await startSdkServer((server) => {
      server.registerTool('new', {}, () => ({ content: [] }));
    });
    await one!.register('second', url);
    await eventually(async () => {
      const { result } = await there.call('tools/list');
      expect(result.tools).toContainEqual(expect.objectContaining({ name: 'second__new' }));
    });
    await eventually(() => expect(stream.methods).toContain('notifications/tools/list_changed'));
    stream.close();
  });

  it('of grants is told to clients at the others', async () => {
    const narrow = await one!.client('narrow', []);
    const client = two!.raw({ token: narrow });
    await initialized(client);
    const stream = await client.listen();
    await quietTime();
    expect(stream.methods).not.toContain('notifications/tools/list_changed');
    const { app } = one!;
    await app
      .put('/api/v0/clients/narrow', { token: app.adminToken, body: { allow_list: ['asking'] } })
      .expect(200);
    await eventually(() => expect(stream.methods).toContain('notifications/tools/list_changed'));
    stream.close();
  });

  it('of tokens holds at the others, and ends what was opened there', async () => {
    const { app } = one!;
    const brief = await one!.client('brief', ['*']);
    const client = two!.raw({ token: brief });
    await initialized(client);
    const stream = await client.listen();
    const rotated = await app
      .post('/api/v0/clients/brief/rotate', { token: app.adminToken, body: {} })
      .expect(200);
    await eventually(() => expect(stream.ended).toBe(true));
    expect(await statusOf(client, 'ping')).toBe(401);
    const again = two!.raw({ token: rotated.body.access_token as string });
    await initialized(again);
    const second = await again.listen();
    await one!.deleteClient('brief');
    await eventually(() => expect(second.ended).toBe(true));
    expect(await statusOf(again, 'ping')).toBe(401);
  });
});

describe('a session that its client deletes at one process', () => {
  it('is over at the others, with its streams', async () => {
    const [here, there] = await clientOfBoth();
    const stream = await there.listen();
    expect((await here.send({ method: 'DELETE' })).status).toBe(204);
    await eventually(() => expect(stream.ended).toBe(true));
    expect(await statusOf(there, 'ping')).toBe(404);
  });

  it('is over at one that has not seen it yet', async () => {
    const [here, there] = await clientOfBoth();
    expect((await here.send({ method: 'DELETE' })).status).toBe(204);
    await eventually(async () => expect(await statusOf(there, 'ping')).toBe(404));
  });
});

interface Question {
  id: string;
  method: string;
}

/** A call that asks its client something: its stream, and the question on it. */
async function asked(client: RawClient, label: string) {
  const params = { name: 'asking__hang', arguments: { label } };
  const body = client.rpc('tools/call', params);
  const answer = await client.begin({ body });
  const stream = { text: '' };
  answer.setEncoding('utf8').on('data', (chunk: string) => (stream.text += chunk));
  answer.on('error', () => {});
  const question = await eventually(() => {
    const messages = [...stream.text.matchAll(/^data: (.+)$/gm)].map(
      ([, data]) => JSON.parse(data!) as Question,
    );
    const found = messages.find(({ method }) => method === 'elicitation/create');
    expect(found).toBeDefined();
    return found!;
  });
  return { stream, question, requestId: (body as { id: number }).id };
}

const accept = (id: string) => ({ jsonrpc: '2.0', id, result: { action: 'accept', content: { name: 'é' } } });

describe('a client’s answer at another process than the one that asked', () => {
  it('is handed over, taken once, and refused from another session', async () => {
    const [here, there] = await clientOfBoth();
    const { stream, question } = await asked(here, 'handed');
    const stranger = two!.raw({ token });
    await stranger.initialize();
    expect((await stranger.send({ body: accept(question.id) })).status).toBe(400);
    const unknown = question.id.replace(/\d+$/, '999999');
    expect((await there.send({ body: accept(unknown) })).status).toBe(400);
    expect((await there.send({ body: accept(question.id) })).status).toBe(202);
    await eventually(() => expect(stream.text).toContain('\\"name\\":\\"é\\"'));
    expect((await there.send({ body: accept(question.id) })).status).toBe(202);
  });

  it('gets 404 at once when that is gone, or never was', async () => {
    const three = await one!.another();
    const client = three.raw({ token });
    await client.initialize({ capabilities: EVERY_CAPABILITY });
    const { question } = await asked(client, 'gone');
    await three.app.close();
    const elsewhere = two!.raw({ token });
    elsewhere.sessionId = client.sessionId;
    for (const id of [question.id, 'q-all-1', 'q-00000000-1']) {
      expect((await elsewhere.send({ body: accept(id) })).status).toBe(404);
    }
    hanging.get('gone')!.withdraw();
  });
});

describe('what a client notifies at another process', () => {
  it('cancels its call, and nobody else’s', async () => {
    const [here, there] = await clientOfBoth();
    const stranger = two!.raw({ token });
    await stranger.initialize();
    const { requestId } = await asked(here, 'cancelled');
    const body = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } };
    expect((await stranger.send({ body })).status).toBe(202);
    await quietTime();
    expect(hanging.get('cancelled')!.cancelled).toBe(false);
    expect((await there.send({ body })).status).toBe(202);
    await eventually(() => expect(hanging.get('cancelled')!.cancelled).toBe(true));
    hanging.get('cancelled')!.withdraw();
  });

  it('of its roots reaches the servers that its calls opened sessions with', async () => {
    const [here, there] = await clientOfBoth();
    await here.call('tools/call', { name: 'asking__sign-in', arguments: {} });
    rootsChanged.length = 0;
    await there.send({ body: { jsonrpc: '2.0', method: 'notifications/roots/list_changed' } });
    await eventually(() => expect(rootsChanged).toEqual(['notifications/roots/list_changed']));
  });
});

describe('HTTP+SSE with messages that reach another process', () => {
  /** Reads at one process, and sends to the other. */
  async function split(): Promise<RawSseClient> {
    const reader = await new RawSseClient(one!.app.url, token).connect();
    const writer = new RawSseClient(two!.app.url, token);
    return Object.assign(writer, { stream: reader.stream, endpoint: reader.endpoint });
  }

  it('is served as if they had reached the first', async () => {
    const client = await split();
    expect(await client.initialize({ elicitation: {} })).toMatchObject({ result: { serverInfo: {} } });
    const { result } = await client.call('tools/list');
    expect(result.tools).toContainEqual(expect.objectContaining({ name: 'asking__form' }));
    await client.post({ jsonrpc: '2.0', id: 70, method: 'tools/call', params: form('x') });
    const question = await eventually(() => {
      const found = client.messages.find(({ method }) => method === 'elicitation/create');
      expect(found).toBeDefined();
      return found as unknown as Question;
    });
    expect((await client.post(accept('q-another-1'))).status).toBe(400);
    expect((await client.post(accept(question.id))).status).toBe(202);
    const answer = await client.answerTo(70);
    expect(JSON.stringify(answer)).toContain('accept');
  });

  it('takes nothing from another principal, for another endpoint, or for no stream', async () => {
    const client = await split();
    const ping = { jsonrpc: '2.0', id: 7, method: 'ping' };
    const stranger = new RawSseClient(two!.app.url, await one!.client('stranger', ['*']));
    await eventually(async () => expect((await stranger.post(ping, { path: '/message' })).status).toBe(400));
    await one!.app
      .post('/api/v0/tool-groups', {
        token: one!.app.adminToken,
        body: { name: 'g', included_servers: ['asking'] },
      })
      .expect(201);
    const elsewhere = client.endpoint.replace('/message', '/v0/groups/g/message');
    const nowhere = client.endpoint.slice(0, -3) + 'abc';
    expect((await stranger.post(ping, { path: client.endpoint })).status).toBe(404);
    expect((await client.post(ping, { path: elsewhere })).status).toBe(404);
    expect((await client.post(ping, { path: nowhere })).status).toBe(404);
    await quietTime();
    expect(client.messages).toEqual([]);
    await client.post(ping);
    expect(await client.answerTo(7)).toMatchObject({ result: {} });
  });
});

const form = (label: string) => ({ name: 'asking__form', arguments: { label } });

/** How many requests one process lets pass before it refuses one with 429, asked without haste. */
async function admitted(status: () => Promise<number>): Promise<number> {
  for (let count = 0; ; count++) {
    if ((await status()) === 429) return count;
    await delay(20);
  }
}

describe('limits', () => {
  let limited: [Gateway, Gateway];
  beforeAll(async () => void (limited = await pair({ RATE_LIMIT_RPM: String(RPM), TRUST_PROXY: '1' })));

  it('of requests a minute are for all processes together', async () => {
    const [first, second] = limited;
    const alice = await first.app.createUser('alice');
    const whoami = async ({ app }: Gateway) =>
      (await app.get('/api/v0/users/whoami', { token: alice })).status;
    await eventually(async () => expect(await whoami(second)).toBe(200));
    expect(await admitted(() => whoami(first))).toBeGreaterThan(RPM / 2);
    expect(await admitted(() => whoami(second))).toBeLessThan(RPM / 2);
    const { headers } = await second.app.get('/api/v0/users/whoami', { token: alice }).expect(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('of a client’s own are, too', async () => {
    const [first, second] = limited;
    const own = await first.app.createClient('own', { rate_limit_rpm: RPM - 20 });
    const [here, there] = [first, second].map((gateway) => gateway.raw({ token: own }));
    await eventually(async () => expect(await statusOf(there!, 'ping')).toBe(400));
    expect(await admitted(() => statusOf(here!, 'ping'))).toBeGreaterThan(RPM / 2 - 20);
    expect(await admitted(() => statusOf(there!, 'ping'))).toBeLessThan(RPM / 2);
  });

  it('of wrong tokens from one address are, too', async () => {
    const [first, second] = limited;
    const guess = async ({ app }: Gateway, address: string) => {
      const headers = { 'X-Forwarded-For': address };
      return (await app.get('/api/v0/users/whoami', { token: 'guess', headers })).status;
    };
    expect(await admitted(() => guess(first, '198.51.100.9'))).toBe(ATTEMPTS);
    expect(await admitted(() => guess(second, '198.51.100.9'))).toBeLessThan(ATTEMPTS / 2);
    expect(await guess(second, '198.51.100.10')).toBe(401);
  });
});
