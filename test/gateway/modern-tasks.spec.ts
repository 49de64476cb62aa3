import { beforeAll, describe, expect, it } from '@jest/globals';
import { FIXTURE, startFixture } from '../conformance/start-fixture.js';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { ModernWire } from './support/modern-wire.js';

const EXTENSION = 'io.modelcontextprotocol/tasks';
const KNOWS_TASKS: object = { extensions: { [EXTENSION]: {} } };
const METHODS = ['get', 'update', 'cancel'];

let gateway: Gateway;

beforeAll(async () => {
  gateway = await Gateway.start();
  await gateway.register('new', await startFixture('modern'));
});

async function agent(name: string, { allow = ['new'], capabilities = KNOWS_TASKS } = {}) {
  const token = await gateway.client(name, allow);
  return { token, wire: new ModernWire(gateway.raw({ token }), capabilities) };
}

async function begin(
  wire: ModernWire,
  tool = 'new__slow_compute',
  args: object = { seconds: 600, label: 'x' },
) {
  const { message } = await wire.callTool(tool, args);
  expect(message.result).toMatchObject({ resultType: 'task', taskId: expect.stringMatching(/^v1\./) });
  return message.result.taskId as string;
}

describe('the tasks of a modern server', () => {
  it('are declared, and followed to what came of them', async () => {
    const { wire } = await agent('follower');
    const { message } = await wire.send({ method: 'server/discover' });
    expect(message.result.capabilities).toMatchObject(KNOWS_TASKS);
    expect(message.result.capabilities).not.toHaveProperty('tasks');

    const taskId = await begin(wire, 'new__confirm_delete', { filename: 'notes' });
    const get = async () => (await wire.send({ method: 'tasks/get', params: { taskId } })).message.result;
    expect(await get()).toMatchObject({ taskId, status: 'input_required' });
    const inputResponses = { answer: { action: 'accept', content: { confirm: true } } };
    await wire.send({ method: 'tasks/update', params: { taskId, inputResponses } });
    await eventually(async () =>
      expect(await get()).toMatchObject({
        taskId,
        status: 'completed',
        result: { content: [{ type: 'text', text: 'Deleted notes' }] },
      }),
    );
  });

  it.each(METHODS)('are unknown to others: tasks/%s', async (action) => {
    const method = `tasks/${action}`;
    const [one, other] = [await agent(`one-${action}`), await agent(`other-${action}`)];
    const taskId = await begin(one.wire);
    for (const asked of [taskId, `${taskId}x`, 'made-up']) {
      expect(await other.wire.send({ method, params: { taskId: asked } })).toMatchObject({
        status: 200,
        message: { error: { code: -32602, message: `Unknown task: ${asked}` } },
      });
    }
    expect((await one.wire.send({ method: 'tasks/get', params: { taskId } })).message).toMatchObject({
      result: { taskId, status: 'working' },
    });
  });

  it('are unknown where their server is not shown, or not any more', async () => {
    await gateway.register('second', await startFixture('modern'));
    const { token, wire } = await agent('wanderer', { allow: ['new', 'second'] });
    const taskId = await begin(wire);
    const at = (path: string) => new ModernWire(gateway.raw({ token, path }), KNOWS_TASKS);
    const get = async (from: ModernWire) =>
      (await from.send({ method: 'tasks/get', params: { taskId } })).message;
    expect(await get(at('/v0/servers/new/mcp'))).toMatchObject({ result: { taskId } });
    expect(await get(at('/v0/servers/second/mcp'))).toMatchObject({ error: { code: -32602 } });
    await gateway.app
      .send('put', '/api/v0/clients/wanderer', {
        token: gateway.app.adminToken,
        body: { allow_list: ['second'] },
      })
      .expect(200);
    expect(await get(wire)).toMatchObject({ error: { code: -32602 } });
  });

  it.each(METHODS)('want a client that knows them: tasks/%s', async (action) => {
    const method = `tasks/${action}`;
    const { wire } = await agent(`plain-${action}`, { capabilities: {} });
    expect(await wire.send({ method, params: { taskId: 'x' } })).toMatchObject({
      status: 400,
      message: { error: { code: -32021, data: { requiredCapabilities: KNOWS_TASKS } } },
    });
    const { message } = await wire.callTool('new__slow_compute', { seconds: 0, label: 'now' });
    expect(message).toMatchObject({ result: { content: [{ text: 'Computed now' }] } });
  });

  it('are not known to legacy clients, and have no list', async () => {
    const { token, wire } = await agent('both');
    expect(await wire.send({ method: 'tasks/list' })).toMatchObject({
      status: 404,
      message: { error: { code: -32601 } },
    });
    const legacy = gateway.raw({ token });
    const { body } = await legacy.initialize({ capabilities: KNOWS_TASKS });
    expect(JSON.parse(body.toString()).result.capabilities).not.toHaveProperty('tasks');
    const params = { name: 'new__slow_compute', arguments: { seconds: 0, label: 'old' }, task: {} };
    expect(await legacy.call('tools/call', params)).toMatchObject({
      result: { content: [{ text: 'Computed old' }] },
    });
  });
});

describe('the tasks of a modern program', () => {
  const program = {
    transport: 'stdio',
    command: process.execPath,
    args: [FIXTURE, '--stdio', '--era', 'modern'],
  };
  const register = (name: string, fields: object = {}) =>
    gateway.app
      .post('/api/v0/servers', { token: gateway.app.adminToken, body: { name, ...program, ...fields } })
      .expect(201);

  it('are kept with its process, whatever the client declares later', async () => {
    await register('kept', { session_mode: 'stateful' });
    const { token, wire } = await agent('keeper', { allow: ['kept'] });
    const taskId = await begin(wire, 'kept__slow_compute');
    const other = new ModernWire(gateway.raw({ token }), { ...KNOWS_TASKS, roots: {} });
    const { message } = await other.send({ method: 'tasks/get', params: { taskId } });
    expect(message).toMatchObject({ result: { taskId, status: 'working' } });
  });

  it('are not offered where each call has a process of its own', async () => {
    await register('brief');
    const { wire } = await agent('hasty', { allow: ['brief'] });
    const { message } = await wire.send({ method: 'server/discover' });
    expect(message.result.capabilities).not.toHaveProperty('extensions');
    const called = await wire.callTool('brief__slow_compute', { seconds: 0, label: 'at once' });
    expect(called.message).toMatchObject({ result: { content: [{ text: 'Computed at once' }] } });
    expect(await wire.send({ method: 'tasks/get', params: { taskId: 'x' } })).toMatchObject({ status: 404 });
  });
});
