import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  PromptListChangedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { KeepAlive } from '../../server/gateway/keep-alive.js';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { quietTime, type RawClient, type RawStream } from './support/raw-client.js';
import { RawUpstream } from './support/raw-upstream.js';

const TOOLS = 'notifications/tools/list_changed';
let gateway: Gateway;
let token: string;
let upstream: RawUpstream;

beforeAll(async () => {
  upstream = await RawUpstream.start(
    ['{"name":"echo","inputSchema":{"type":"object"}}'],
    () => '{"content":[]}',
  );
  gateway = await Gateway.start();
  token = await gateway.client('agent', ['*']);
});

async function initialized(options: { token?: string; path?: string } = {}): Promise<RawClient> {
  const client = gateway.raw({ token, ...options });
  await client.initialize();
  return client;
}

describe('the stream of a session', () => {
  it('tells the SDK client of a server that was registered, and only of the lists that changed', async () => {
    const client = await gateway.connect({ token });
    const seen: string[] = [];
    client.setNotificationHandler(ToolListChangedNotificationSchema, ({ method }) => void seen.push(method));
    client.setNotificationHandler(
      PromptListChangedNotificationSchema,
      ({ method }) => void seen.push(method),
    );
    await gateway.register('new', upstream.url);
    await eventually(() => expect(seen).toEqual([TOOLS]));
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('new__echo');
    await gateway.deregister('new');
    await eventually(() => expect(seen).toEqual([TOOLS, TOOLS]));
    await quietTime();
    expect(seen).toHaveLength(2);
  });

  it('says nothing of what its client may not reach', async () => {
    const blind = await initialized({ token: await gateway.client('blind', ['elsewhere']) });
    const [silent, told] = [await blind.listen(), await (await initialized()).listen()];
    await gateway.register('hidden', upstream.url);
    await eventually(() => expect(told.methods).toEqual([TOOLS]));
    await quietTime();
    expect(silent.methods).toEqual([]);
  });

  it("says nothing on a server's own endpoint of what happens elsewhere", async () => {
    await gateway.register('mine', upstream.url);
    const own = await (await initialized({ path: '/v0/servers/mine/mcp' })).listen();
    const all = await (await initialized()).listen();
    await gateway.register('theirs', upstream.url);
    await eventually(() => expect(all.methods).toEqual([TOOLS]));
    await quietTime();
    expect(own.methods).toEqual([]);
  });

  it('tells when it opens of what changed while there was none', async () => {
    const client = await initialized();
    await gateway.register('meanwhile', upstream.url);
    const stream = await client.listen();
    await eventually(() => expect(stream.methods).toEqual([TOOLS]));
    stream.close();
    const again = await client.listen();
    await quietTime();
    expect(again.methods).toEqual([]);
  });

  it('speaks on the newest of several, of which there are four at most', async () => {
    const client = await initialized();
    const streams: RawStream[] = [];
    for (let i = 0; i < 5; i++) streams.push(await client.listen());
    await eventually(() =>
      expect(streams.map(({ ended }) => ended)).toEqual([true, false, false, false, false]),
    );
    await gateway.register('newest', upstream.url);
    await eventually(() => expect(streams.at(-1)!.methods).toEqual([TOOLS]));
    await quietTime();
    expect(streams.map(({ methods }) => methods.length)).toEqual([0, 0, 0, 0, 1]);
  });

  it('is kept alive by comments', async () => {
    const stream = await (await initialized()).listen();
    gateway.app.nest.get(KeepAlive).tick();
    await eventually(() => expect(stream.text).toBe(':\n\n'));
  });

  it('ends with the token', async () => {
    const client = await initialized({ token: await gateway.client('revoked', ['*']) });
    const other = await (await initialized()).listen();
    const stream = await client.listen();
    await gateway.deleteClient('revoked');
    await eventually(() => expect(stream.ended).toBe(true));
    expect(other.ended).toBe(false);
  });

  it('ends with the server, which says when to come back, and begins anew with all three lists', async () => {
    const first = await Gateway.start();
    const firstToken = await first.client('agent', ['*']);
    const client = first.raw({ token: firstToken });
    await client.initialize();
    const stream = await client.listen();
    const second = await first.restart();
    await eventually(() => expect(stream.ended).toBe(true));
    expect(stream.text).toBe('retry: 5000\n\n');

    const later = second.raw({ token: firstToken });
    later.sessionId = client.sessionId;
    const again = await later.listen();
    await eventually(() =>
      expect(again.methods).toEqual(
        ['tools', 'prompts', 'resources'].map((list) => `notifications/${list}/list_changed`),
      ),
    );
  });
});

describe('what an upstream says before its answer', () => {
  it('reaches the client only as far as it is about the call', async () => {
    const say = (method: string) =>
      `data: {"jsonrpc":"2.0","method":"notifications/${method}","params":{}}\n\n`;
    const talkative = await RawUpstream.start(
      ['{"name":"talk","inputSchema":{"type":"object"}}'],
      (body, response) => {
        const { id, params } = JSON.parse(body.toString());
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const method of params.arguments.methods as string[]) response.write(say(method));
        response.end(`data: {"jsonrpc":"2.0","id":${id},"result":{"content":[]}}\n\n`);
        return undefined;
      },
    );
    await gateway.register('talkative', talkative.url);
    const client = await initialized();
    const talk = async (...methods: string[]) => {
      const body = client.rpc('tools/call', { name: 'talkative__talk', arguments: { methods } });
      const answer = await client.send({ body });
      return answer.body.toString().match(/notifications\/[a-z/_]+/g) ?? answer.headers['content-type'];
    };
    expect(await talk('tools/list_changed', 'anything')).toBe('application/json');
    expect(await talk('message', 'tools/list_changed', 'progress')).toEqual([
      'notifications/message',
      'notifications/progress',
    ]);
  });
});

describe('a call that takes long', () => {
  it('gets a stream that is kept alive, and its answer there', async () => {
    let finish = () => {};
    const slow = await RawUpstream.start(
      ['{"name":"slow","inputSchema":{"type":"object"}}'],
      (body, response) => {
        const { id } = JSON.parse(body.toString());
        finish = () => {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(`{"jsonrpc":"2.0","id":${id},"result":{"content":[]}}`);
        };
        return undefined;
      },
    );
    await gateway.register('slow', slow.url);
    const client = await initialized();
    const answer = client.send({ body: client.rpc('tools/call', { name: 'slow__slow' }) });
    await eventually(() => expect(slow.calls).toHaveLength(1));
    const keepAlive = gateway.app.nest.get(KeepAlive);
    keepAlive.tick();
    keepAlive.tick();
    keepAlive.tick();
    finish();
    const { headers, body } = await answer;
    expect(headers['content-type']).toBe('text/event-stream');
    expect(body.toString().replace(/^id: .*$/gm, 'id: …')).toBe(
      'id: …\nretry: 1000\ndata: \n\n' +
        ':\n\n:\n\n' +
        'id: …\nevent: message\ndata: {"jsonrpc":"2.0","id":2,"result":{"content":[]}}\n\n',
    );
  });
});
