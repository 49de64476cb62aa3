import type { IncomingMessage } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { z } from 'zod';
import { defer } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import type { RawClient } from './support/raw-client.js';
import { startSdkServer } from './support/sdk-server.js';

/** Lets the calls of the tool `steps` go on, by label. */
const goOn = new Map<string, () => void>();
let gateway: Gateway;
let token: string;

beforeAll(async () => {
  const upstream = await startSdkServer((server) => {
    server.registerTool('steps', { inputSchema: { label: z.string() } }, async ({ label }, extra) => {
      const tell = (progress: number) =>
        extra.sendNotification({
          method: 'notifications/progress',
          params: { progressToken: extra._meta!.progressToken!, progress },
        });
      await tell(1);
      await new Promise<void>((resolve) => goOn.set(label, resolve));
      await tell(2);
      return { content: [{ type: 'text', text: `done ${label}` }] };
    });
  });
  gateway = await Gateway.start();
  await gateway.register('s', upstream.url);
  token = await gateway.client('agent', ['*']);
});

interface Event {
  id: string;
  data: string;
}

class Stream {
  text = '';
  isOver = false;

  constructor(private readonly answer: IncomingMessage) {
    answer.setEncoding('utf8').on('data', (text: string) => (this.text += text));
    answer.on('end', () => (this.isOver = true)).on('error', () => (this.isOver = true));
    defer(() => answer.destroy());
  }

  get events(): Event[] {
    return [...this.text.matchAll(/^id: (\S+)\n(?:.*\n)*?data: (.*)\n/gm)].map(([, id, data]) => ({
      id: id!,
      data: data!,
    }));
  }

  cut(): void {
    this.answer.destroy();
  }
}

async function session(params: object = {}): Promise<RawClient> {
  const client = gateway.raw({ token });
  await client.initialize(params);
  return client;
}

/** A call whose first progress has arrived. */
async function started(client: RawClient, label: string): Promise<Stream> {
  const params = { name: 's__steps', arguments: { label }, _meta: { progressToken: 'p' } };
  const stream = new Stream(await client.begin({ body: client.rpc('tools/call', params) }));
  await eventually(() => expect(stream.text).toContain('"progress":1'));
  await eventually(() => expect(goOn.has(label)).toBe(true));
  return stream;
}

const comeBack = (client: RawClient, id: string) =>
  client.begin({ method: 'GET', headers: { accept: 'text/event-stream', 'last-event-id': id } });

describe('the stream of a call', () => {
  it('begins with an event that only has an id, for clients that know such', async () => {
    const stream = await started(await session(), 'primed');
    expect(stream.events[0]).toMatchObject({ data: '' });
    expect(stream.text).toMatch(/^retry: \d+$/m);
    const older = await started(await session({ protocolVersion: '2025-06-18' }), 'older');
    expect(older.events[0]!.data).toContain('progress');
    goOn.get('primed')!();
    goOn.get('older')!();
  });

  it('goes on where it broke, with what was missed', async () => {
    const client = await session();
    const first = await started(client, 'cut');
    const { id } = first.events.at(-1)!;
    first.cut();
    goOn.get('cut')!();
    const second = new Stream(await comeBack(client, id));
    await eventually(() => expect(second.isOver).toBe(true));
    expect(second.events.map(({ data }) => data)).toEqual([
      expect.stringContaining('"progress":2'),
      expect.stringContaining('done cut'),
    ]);
    // From its beginning, as often as the client likes.
    const again = new Stream(await comeBack(client, first.events[0]!.id));
    await eventually(() => expect(again.isOver).toBe(true));
    expect(again.events).toHaveLength(3);
    expect((await comeBack(client, second.events.at(-1)!.id)).statusCode).toBe(405);
  });

  it('goes on while the call does', async () => {
    const client = await session();
    const first = await started(client, 'running');
    first.cut();
    const second = new Stream(await comeBack(client, first.events[0]!.id));
    await eventually(() => expect(second.text).toContain('"progress":1'));
    goOn.get('running')!();
    await eventually(() => expect(second.text).toContain('done running'));
  });

  it("is not another session's to resume", async () => {
    const [client, stranger] = [await session(), await session()];
    const stream = await started(client, 'private');
    const stolen = new Stream(await comeBack(stranger, stream.events[0]!.id));
    await eventually(() => expect(stolen.isOver).toBe(true));
    expect(stolen.text).toContain('stream_lost');
    expect(stolen.text).not.toContain('progress');
    goOn.get('private')!();
    await eventually(() => expect(stream.text).toContain('done private'));
  });

  it('is not resumed by ids of nobody', async () => {
    const client = await session();
    for (const id of ['x', '1', 'a.1.1.r.IiI', 'a.1.1.r.', '.'.repeat(2000)]) {
      const answer = await comeBack(client, id);
      expect([200, 405]).toContain(answer.statusCode);
      answer.destroy();
    }
  });

  it('is resumed by the SDK client by itself', async () => {
    let cuts = 0;
    const client = new Client({ name: 'agent', version: '1' });
    const url = new URL(`${gateway.app.url}/mcp`);
    const requestInit = { headers: { authorization: `Bearer ${token}` } };
    const cutting: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (typeof init?.body !== 'string' || !init.body.includes('tools/call') || cuts++ > 0) return answer;
      const { value } = await answer.body!.getReader().read();
      goOn.get('sdk')?.();
      const broken = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(value),
        pull: (controller) => controller.error(new Error('cut')),
      });
      return new Response(broken, answer);
    };
    await client.connect(new StreamableHTTPClientTransport(url, { requestInit, fetch: cutting }));
    defer(() => client.close());
    const call = client.callTool({ name: 's__steps', arguments: { label: 'sdk' } }, undefined, {
      onprogress: () => {},
    });
    await eventually(() => expect(goOn.has('sdk')).toBe(true));
    goOn.get('sdk')!();
    expect((await call).content).toEqual([{ type: 'text', text: 'done sdk' }]);
    expect(cuts).toBe(1);
  });
});

describe("a session's own stream", () => {
  it('brings what was missed', async () => {
    const client = await session();
    const first = new Stream(await comeBack(client, 'another.1.1.s.'));
    await eventually(() => expect(first.events).toHaveLength(3));
    first.cut();
    const second = new Stream(await comeBack(client, first.events[1]!.id));
    await eventually(() => expect(second.events.map(({ data }) => data)).toEqual([first.events[2]!.data]));
  });
});

// The last: the gateway that the others use is gone then.
describe('after a restart', () => {
  it('says that the answer is lost, once; and has the lists of a stream of before read again', async () => {
    const client = await session();
    const call = await started(client, 'restart');
    const own = await client.listen();
    goOn.get('restart')!();
    await eventually(() => expect(call.isOver).toBe(true));
    const restarted = await gateway.restart();
    const back = restarted.raw({ token });
    back.sessionId = client.sessionId;

    const lost = new Stream(await comeBack(back, call.events[0]!.id));
    await eventually(() => expect(lost.isOver).toBe(true));
    expect(JSON.parse(lost.events[0]!.data)).toMatchObject({
      id: 2,
      error: { data: { reason: 'stream_lost' } },
    });
    expect((await comeBack(back, lost.events[0]!.id)).statusCode).toBe(405);

    const stream = new Stream(await comeBack(back, 'another.1.1.s.'));
    await eventually(() => expect(stream.events).toHaveLength(3));
    expect(own.ended).toBe(true);
  });
});
