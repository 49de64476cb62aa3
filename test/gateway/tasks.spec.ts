import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { CallToolResultSchema, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { everythingBehindToken, everythingBySse } from '../support/everything.js';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import type { RawClient } from './support/raw-client.js';
import { ModernWire } from './support/modern-wire.js';
import { TaskUpstream } from './support/task-upstream.js';

const TASKS = { list: {}, cancel: {}, requests: { tools: { call: {} } } };
const QUERY = 'everything__simulate-research-query';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await Gateway.start();
});

const EVERYTHING = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/server-everything/package.json')),
  'dist/index.js',
);

describe('a task of server-everything', () => {
  it.each([
    ['a program that is kept', 'stdio', () => Promise.resolve({})],
    ['HTTP+SSE', 'sse', async () => ({ url: (await everythingBySse('secret')).url, bearer_token: 'secret' })],
  ])('is followed and cancelled over %s', async (_, transport, reached) => {
    const program = { command: process.execPath, args: [EVERYTHING, 'stdio'], session_mode: 'stateful' };
    const definition = {
      name: transport,
      transport,
      ...(transport === 'stdio' && program),
      ...(await reached()),
    };
    const { adminToken: token } = gateway.app;
    await gateway.app.post('/api/v0/servers', { token, body: definition }).expect(201);
    const client = await gateway.connect({ token: await gateway.client(`by-${transport}`, [transport]) });
    await client.listTools();
    const { tasks } = client.experimental;
    const call = { name: `${transport}__simulate-research-query`, arguments: { topic: 'python' } };
    for await (const message of tasks.callToolStream(call, CallToolResultSchema)) {
      if (message.type === 'error') throw message.error;
      if (message.type !== 'taskCreated') continue;
      const { taskId } = message.task;
      expect(await tasks.getTask(taskId)).toMatchObject({ taskId, status: 'working' });
      expect((await tasks.listTasks()).tasks).toEqual([expect.objectContaining({ taskId })]);
      expect(await tasks.cancelTask(taskId)).toMatchObject({ taskId, status: 'cancelled' });
      break;
    }
  });

  it('is followed to its result, and asks its client meanwhile', async () => {
    const front = await everythingBehindToken('secret');
    await gateway.register('everything', front.url, { bearer_token: 'secret' });
    const client = new Client(
      { name: 'agent', version: '1' },
      { capabilities: { elicitation: {}, tasks: { list: {}, cancel: {} } } },
    );
    const asked: string[] = [];
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      asked.push(params.message);
      return { action: 'accept', content: { interpretation: 'snake' } };
    });
    await gateway.connect({ token: await gateway.client('researcher', ['everything']) }, client);
    expect(client.getServerCapabilities()).toMatchObject({ tasks: TASKS });
    await client.listTools();

    const { tasks } = client.experimental;
    const call = { name: QUERY, arguments: { topic: 'python', ambiguous: true } };
    const seen: string[] = [];
    let outcome = '';
    for await (const message of tasks.callToolStream(call, CallToolResultSchema)) {
      if (message.type === 'error') throw message.error;
      seen.push(message.type);
      if (message.type === 'result') outcome = JSON.stringify(message.result);
      else expect(message.task.taskId).toMatch(/^v1\./);
      if (message.type !== 'taskCreated') continue;
      const listed = (await tasks.listTasks()).tasks.map(({ taskId }) => taskId);
      expect(listed).toEqual([message.task.taskId]);
    }
    expect(seen).toEqual(expect.arrayContaining(['taskCreated', 'taskStatus', 'result']));
    expect(outcome).toContain('snake');
    expect(asked).toHaveLength(1);
  });
});

describe('tasks at a server that keeps those of all its clients together', () => {
  let upstream: TaskUpstream;
  let [one, other]: [RawClient, RawClient] = [] as never;
  let otherStream: Awaited<ReturnType<RawClient['listen']>>;
  let oneStream: typeof otherStream;

  beforeAll(async () => {
    upstream = await TaskUpstream.start();
    await gateway.register('shared', upstream.url);
    const tokens = [await gateway.client('one', ['shared']), await gateway.client('other', ['shared'])];
    [one, other] = tokens.map((token) => gateway.raw({ token })) as [RawClient, RawClient];
    for (const client of [one, other]) await client.initialize();
    [oneStream, otherStream] = [await one.listen(), await other.listen()];
  });

  const begin = async (client: RawClient, args: object = {}): Promise<string> => {
    const params = { name: 'shared__work', arguments: args, task: { ttl: 60_000 } };
    return (await client.call('tools/call', params)).result.task.taskId;
  };
  const listed = async (client: RawClient) =>
    ((await client.call('tasks/list')).result.tasks as { taskId: string }[]).map(({ taskId }) => taskId);

  it('are listed for who made them', async () => {
    const mine = [await begin(one), await begin(one)];
    const theirs = [await begin(other)];
    expect(await listed(one)).toEqual(mine);
    expect(await listed(other)).toEqual(theirs);
  });

  it.each(['tasks/get', 'tasks/result', 'tasks/cancel'])('are unknown to others: %s', async (method) => {
    const id = await begin(one);
    const own = upstream.last;
    for (const taskId of [id, own, `${id}x`, 'made-up']) {
      expect(await other.call(method, { taskId })).toMatchObject({
        error: { code: -32602, message: `Unknown task: ${taskId}` },
      });
    }
    expect(upstream.received(own)).toEqual([]);
    expect(await one.call(method, { taskId: own })).toMatchObject({ error: { code: -32602 } });
    const { result } = await one.call(method, { taskId: id });
    expect(JSON.stringify(result)).toContain(id);
    expect(JSON.stringify(result)).not.toContain(own);
    expect(upstream.received(own)).toEqual([method]);
  });

  it('tell of themselves to who made them alone, though their server tells all', async () => {
    const id = await begin(one);
    const own = upstream.last;
    await eventually(() => expect(upstream.listeners).toBeGreaterThan(0));
    upstream.tell('notifications/tasks/status', { taskId: own, status: 'working', statusMessage: 'half' });
    await eventually(() => expect(oneStream.text).toContain(`"taskId":"${id}","status":"working"`), 20_000);
    const marker = await begin(other);
    upstream.tell('notifications/tasks/status', { taskId: upstream.last, status: 'failed' });
    await eventually(() => expect(otherStream.text).toContain(marker), 20_000);
    expect(otherStream.text).not.toContain('half');
    expect(oneStream.text + otherStream.text).not.toContain(own);
  });

  it('report their progress after the answer of their call', async () => {
    const progressToken = 'mine';
    const params = { name: 'shared__work', arguments: {}, task: {}, _meta: { progressToken } };
    const id = (await one.call('tools/call', params)).result.task.taskId as string;
    upstream.tell('notifications/progress', {
      progressToken,
      progress: 7,
      _meta: { 'io.modelcontextprotocol/related-task': { taskId: upstream.last } },
    });
    await eventually(() => expect(oneStream.text).toContain('"progress":7'), 20_000);
    expect(oneStream.text).toContain(`{"taskId":"${id}"}`);
  });

  it('keep their bytes but for the id', async () => {
    const id = await begin(one, { exact: 1 });
    const answer = await one.send({ body: one.rpc('tasks/result', { taskId: id }) });
    expect(answer.body.toString()).toContain('"big":12345678901234567890,"one":1.0');
  });

  it('are unknown as soon as their tool may not be called any more', async () => {
    const client = gateway.raw({ token: await gateway.client('demoted', ['shared']) });
    await client.initialize();
    const id = await begin(client);
    const token = gateway.app.adminToken;
    const body = { denied_tools: ['shared__work'] };
    await gateway.app.send('put', '/api/v0/clients/demoted', { token, body }).expect(200);
    expect(await client.call('tasks/get', { taskId: id })).toMatchObject({ error: { code: -32602 } });
    expect(await client.call('tasks/list')).toMatchObject({ result: { tasks: [] } });
  });

  it('are listed page by page, of all servers together, but for one that does not answer', async () => {
    const paging = await TaskUpstream.start({ pageSize: 2 });
    const silent = await TaskUpstream.start();
    await gateway.register('paging', paging.url);
    await gateway.register('silent', silent.url);
    const client = gateway.raw({ token: await gateway.client('reader', ['paging', 'shared', 'silent']) });
    await client.initialize();
    const made = [];
    for (const server of ['paging', 'paging', 'paging', 'shared', 'silent']) {
      const params = { name: `${server}__work`, task: {} };
      made.push((await client.call('tools/call', params)).result.task.taskId);
    }
    silent.stop();
    const first = (await client.call('tasks/list')).result;
    const { nextCursor: cursor } = first;
    const second = (await client.call('tasks/list', { cursor })).result;
    expect(second.nextCursor).toBeUndefined();
    const ids = ({ tasks }: { tasks: { taskId: string }[] }) => tasks.map(({ taskId }) => taskId);
    expect([ids(first), ids(second)]).toEqual([[made[0], made[1], made[3]], [made[2]]]);
    expect(await one.call('tasks/list', { cursor })).toMatchObject({ error: { code: -32602 } });
  });

  it('are found again after a restart', async () => {
    const token = await gateway.client('patient', ['shared']);
    let client = gateway.raw({ token });
    await client.initialize();
    const id = await begin(client);
    const { sessionId } = client;
    gateway = await gateway.restart();
    client = Object.assign(gateway.raw({ token }), { sessionId });
    expect(await client.call('tasks/get', { taskId: id })).toMatchObject({ result: { taskId: id } });
    expect(await listed(client)).toEqual([id]);
  });
});

describe('tasks are not offered', () => {
  it.each([
    ['of a server whose sessions end with each call', 'passing', { session_mode: 'per_call' }],
    ['of a server that has none', 'shared-not', {}],
  ])('%s', async (_, name, fields) => {
    const upstream = await TaskUpstream.start({ hasTasks: name !== 'shared-not' });
    await gateway.register(name, upstream.url, fields);
    const client = gateway.raw({ token: await gateway.client(`of-${name}`, [name]) });
    const { body } = await client.initialize();
    expect(JSON.parse(body.toString()).result.capabilities).not.toHaveProperty('tasks');
    const { result } = await client.call('tools/list');
    expect(result.tools).toEqual([{ name: `${name}__work`, inputSchema: { type: 'object' }, execution: {} }]);
    const params = { name: `${name}__work`, task: { ttl: 1 }, arguments: { a: 1 } };
    expect(await client.call('tools/call', params)).toMatchObject({ result: { content: [] } });
    expect(upstream.calls).toEqual([{ name: 'work', arguments: { a: 1 } }]);
    for (const method of ['tasks/list', 'tasks/get', 'tasks/update']) {
      expect(await client.call(method, { taskId: 'x' })).toMatchObject({ error: { code: -32601 } });
    }
  });

  it('by a legacy server to modern clients', async () => {
    const upstream = await TaskUpstream.start();
    await gateway.register('older', upstream.url);
    const token = await gateway.client('newer', ['older']);
    const capabilities = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
    const wire = new ModernWire(gateway.raw({ token }), capabilities);
    const { message } = await wire.send({ method: 'server/discover' });
    expect(message.result.capabilities).not.toHaveProperty('extensions');
    const answer = await wire.callTool('older__work', {}, { params: { task: {} } });
    expect(answer.message).toMatchObject({ result: { resultType: 'complete', content: [] } });
    expect(upstream.calls[0]).not.toHaveProperty('task');
    expect(await wire.send({ method: 'tasks/get', params: { taskId: 'x' } })).toMatchObject({ status: 404 });
  });
});
