import { beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { startFixture } from '../conformance/start-fixture.js';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { eventsOf, ModernWire } from './support/modern-wire.js';
import { RawStream } from './support/raw-client.js';
import { isAlive } from './support/stdio/programs.js';
import { TellingUpstream } from './support/telling-upstream.js';

const ID = 'io.modelcontextprotocol/subscriptionId';
const KNOWS_TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
const PROGRAM = join(import.meta.dirname, 'support/stdio/task-program.mjs');

let gateway: Gateway;
let upstream: TellingUpstream;

beforeAll(async () => {
  [gateway, upstream] = await Promise.all([
    Gateway.start({ SESSION_IDLE_TIMEOUT_SEC: '1' }),
    TellingUpstream.start(),
  ]);
  await gateway.register('told', upstream.url);
});

/** A client with a task at a server. */
class Agent {
  private constructor(
    readonly wire: ModernWire,
    private readonly server: string,
  ) {}

  static async called(name: string, server = 'told'): Promise<Agent> {
    const token = await gateway.client(name, [server]);
    return new Agent(new ModernWire(gateway.raw({ token }), KNOWS_TASKS), server);
  }

  /** @returns the ids by which the client and its server know a new task */
  async begin(): Promise<{ id: string; own: string }> {
    const { message } = await this.wire.callTool(`${this.server}__work`);
    return { id: message.result.taskId as string, own: upstream.tasks.at(-1)! };
  }

  async listen(...taskIds: string[]) {
    const params = { notifications: { taskIds } };
    const answer = await this.wire.begin({ method: 'subscriptions/listen', params, id: 'mine' });
    const stream = new RawStream(answer);
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, examined by assertions only
    const events = () => eventsOf(stream.text) as any[];
    await eventually(() => expect(events()[0]?.method).toBe('notifications/subscriptions/acknowledged'));
    return { stream, events, honoured: events()[0].params.notifications as object };
  }
}

describe('that a task goes on', () => {
  it('is told to its client, by the id that it knows', async () => {
    const agent = await Agent.called('listener');
    const { id, own } = await agent.begin();
    const { events, honoured } = await agent.listen(id);
    expect(honoured).toEqual({ taskIds: [id] });
    expect(upstream.listened).toEqual([[own]]);
    expect(upstream.declared.at(-1)).toEqual(KNOWS_TASKS);
    upstream.tell(own);
    upstream.tell(own, { status: 'completed', result: { content: [], isError: false } });
    await eventually(() => expect(events()).toHaveLength(3));
    const news = { method: 'notifications/tasks', params: { taskId: id, _meta: { [ID]: 'mine' } } };
    expect(events()[1]).toMatchObject({
      ...news,
      params: { ...news.params, status: 'working', ttlMs: 60_000 },
    });
    expect(events()[2]).toMatchObject({
      ...news,
      params: { ...news.params, status: 'completed', result: { content: [], isError: false } },
    });
  });

  it('is told to nobody else, whatever their server tells them', async () => {
    const [one, other] = [await Agent.called('one'), await Agent.called('other')];
    const [first, second] = [await one.begin(), await other.begin()];
    const stranger = await other.listen(first.id, 'made-up', first.own);
    expect(stranger.honoured).toEqual({});
    const [mine, theirs] = [await one.listen(first.id), await other.listen(second.id, first.id)];
    expect([mine.honoured, theirs.honoured]).toEqual([{ taskIds: [first.id] }, { taskIds: [second.id] }]);
    for (const { own } of [first, second]) upstream.tell(own, { status: 'failed', error: { message: own } });
    await eventually(() => expect([mine, theirs].map(({ events }) => events().length)).toEqual([2, 2]));
    expect([mine, theirs].map(({ events }) => events()[1].params.error.message)).toEqual([
      first.own,
      second.own,
    ]);
    expect(stranger.events()).toHaveLength(1);
  });

  it('is asked for while somebody listens, once for all of a principal', async () => {
    const agent = await Agent.called('twice');
    const { id, own } = await agent.begin();
    const asked = () => upstream.listened.filter((tasks) => tasks.includes(own)).length;
    expect(asked()).toBe(0);
    const [one, two] = [await agent.listen(id), await agent.listen(id)];
    expect(asked()).toBe(1);
    one.stream.close();
    upstream.tell(own);
    await eventually(() => expect(two.events()).toHaveLength(2));
    two.stream.close();
    await eventually(() => expect(asked()).toBe(0));
  });

  it('is not told any more when its tool may not be used any more', async () => {
    const agent = await Agent.called('fallen');
    const { id, own } = await agent.begin();
    const { events } = await agent.listen(id);
    upstream.tell(own);
    await eventually(() => expect(events()).toHaveLength(2));
    const { app } = gateway;
    const body = { allow_list: [] };
    await app.send('put', '/api/v0/clients/fallen', { token: app.adminToken, body }).expect(200);
    const get = () => agent.wire.send({ method: 'tasks/get', params: { taskId: id } });
    await eventually(async () => expect((await get()).message.error).toBeDefined());
    const witness = await Agent.called('witness');
    const seen = await witness.begin();
    const heard = await witness.listen(seen.id);
    upstream.tell(own);
    upstream.tell(seen.own);
    await eventually(() => expect(heard.events()).toHaveLength(2));
    expect(events()).toHaveLength(2);
  });

  it('may have been missed when the stream to the server broke: who listened is to ask', async () => {
    const agent = await Agent.called('cut');
    const { id } = await agent.begin();
    const { stream, events } = await agent.listen(id);
    upstream.cut();
    await eventually(() => expect(stream.ended).toBe(true));
    expect(events().at(-1)).toMatchObject({ id: 'mine', result: { resultType: 'complete' } });
    expect((await agent.listen(id)).honoured).toEqual({ taskIds: [id] });
  });

  it('is not promised where the server does not tell of it', async () => {
    await gateway.register('silent', await startFixture('modern'));
    const agent = await Agent.called('hopeful', 'silent');
    const { message } = await agent.wire.callTool('silent__slow_compute', { seconds: 600 });
    expect((await agent.listen(message.result.taskId as string)).honoured).toEqual({});
  });

  it('is told to clients only that know tasks', async () => {
    const token = await gateway.client('plain', ['told']);
    const params = { notifications: { taskIds: ['x'] } };
    const wire = new ModernWire(gateway.raw({ token }));
    expect(await wire.send({ method: 'subscriptions/listen', params })).toMatchObject({
      status: 400,
      message: { error: { code: -32021, data: { requiredCapabilities: KNOWS_TASKS } } },
    });
  });

  it.each(['x', [1], {}])('needs a list of ids: %j', async (taskIds) => {
    const { wire } = await Agent.called(`wrong-${typeof taskIds}-${Array.isArray(taskIds)}`);
    const params = { notifications: { taskIds } };
    const { message } = await wire.send({ method: 'subscriptions/listen', params });
    expect(message.error.code).toBe(-32602);
  });
});

describe('that a task of a program goes on', () => {
  beforeAll(async () => {
    const body = {
      ...{ name: 'kept', transport: 'stdio', session_mode: 'stateful' },
      ...{ command: process.execPath, args: [PROGRAM] },
    };
    await gateway.app.post('/api/v0/servers', { token: gateway.app.adminToken, body }).expect(201);
  });

  const say = async ({ wire }: Agent, tool: string, args: object = {}): Promise<unknown> => {
    const { message } = await wire.callTool(`kept__${tool}`, args);
    return JSON.parse(message.result.content[0].text as string);
  };

  const begin = async ({ wire }: Agent) =>
    (await wire.callTool('kept__begin')).message.result.taskId as string;

  it('is told by the process that has it, which is not kept for it when it is over', async () => {
    const agent = await Agent.called('caller', 'kept');
    const [id, pid] = [await begin(agent), (await say(agent, 'pid')) as number];
    const { stream, events, honoured } = await agent.listen(id);
    expect(honoured).toEqual({ taskIds: [id] });
    await say(agent, 'tell', { status: 'completed' });
    await eventually(() => expect(events()).toHaveLength(2));
    expect(events()[1].params).toMatchObject({ taskId: id, status: 'completed', _meta: { [ID]: 'mine' } });
    expect(await say(agent, 'pid')).toBe(pid);
    stream.close();
    await eventually(async () => expect(await say(agent, 'listened')).toEqual([]));
    await eventually(() => expect(isAlive(pid)).toBe(false));
  });

  it('is told no more when that process is gone, which ends the stream', async () => {
    const agent = await Agent.called('mourner', 'kept');
    const id = await begin(agent);
    const { stream, events } = await agent.listen(id);
    await agent.wire.callTool('kept__crash');
    await eventually(() => expect(stream.ended).toBe(true));
    expect(events().at(-1)).toMatchObject({ id: 'mine', result: { resultType: 'complete' } });
    expect((await agent.listen(id)).honoured).toEqual({});
  });
});
