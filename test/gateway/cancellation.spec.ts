import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { quietTime } from './support/raw-client.js';
import { startSdkServer } from './support/sdk-server.js';

/** Calls of the tool `wait` by the label they were given, and whether the server saw them cancelled. */
const calls = new Map<string, { cancelled: boolean; finish: () => void }>();
let gateway: Gateway;
let token: string;

beforeAll(async () => {
  const { z } = await import('zod');
  const upstream = await startSdkServer((server) => {
    server.registerTool('wait', { inputSchema: { label: z.string() } }, ({ label }, { signal }) => {
      return new Promise((resolve) => {
        const call = {
          cancelled: false,
          finish: () => resolve({ content: [{ type: 'text', text: label }] }),
        };
        signal.addEventListener('abort', () => (call.cancelled = true));
        calls.set(label, call);
      });
    });
  });
  gateway = await Gateway.start();
  await gateway.register('slow', upstream.url);
  token = await gateway.client('agent', ['slow']);
});

async function started(label: string) {
  await eventually(() => expect([...calls.keys()]).toContain(label));
  return calls.get(label)!;
}

const wait = (label: string) => ({ name: 'slow__wait', arguments: { label } });

describe('cancellation', () => {
  it('reaches the server when the SDK client gives up', async () => {
    const client = await gateway.connect({ token });
    const giveUp = new AbortController();
    const call = client.callTool(wait('sdk'), undefined, { signal: giveUp.signal });
    const seen = await started('sdk');
    giveUp.abort();
    await expect(call).rejects.toThrow();
    await eventually(() => expect(seen.cancelled).toBe(true));
  });

  it('ends the request without an answer', async () => {
    const client = gateway.raw({ token });
    await client.initialize();
    const answer = client.send({ body: client.rpc('tools/call', wait('silent')) });
    await started('silent');
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } };
    expect((await client.send({ body: cancel })).status).toBe(202);
    expect((await answer).body.toString()).toBe('');
  });

  it("never reaches another session's request, nor another request of the same", async () => {
    const [mine, other] = [gateway.raw({ token }), gateway.raw({ token })];
    await Promise.all([mine.initialize(), other.initialize()]);
    const first = mine.send({ body: mine.rpc('tools/call', wait('mine-2')) });
    const second = mine.send({ body: mine.rpc('tools/call', wait('mine-3')) });
    const [call, sibling] = [await started('mine-2'), await started('mine-3')];
    const cancel = (requestId: unknown) =>
      other.send({ body: { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } } });
    for (const id of [2, '2', 99, null, {}]) expect((await cancel(id)).status).toBe(202);
    await quietTime();
    expect([call.cancelled, sibling.cancelled]).toEqual([false, false]);

    await mine.send({
      body: { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 3 } },
    });
    await eventually(() => expect(sibling.cancelled).toBe(true));
    expect(call.cancelled).toBe(false);
    call.finish();
    expect((await first).body.toString()).toContain('mine-2');
    await second;
  });

  it('is not what a lost connection means', async () => {
    const client = gateway.raw({ token });
    await client.initialize();
    const request = client.open({ body: client.rpc('tools/call', wait('lost')) });
    request.on('error', () => {});
    const call = await started('lost');
    request.destroy();
    await quietTime();
    expect(call.cancelled).toBe(false);
    call.finish();
  });

  it('comes with the end of the session and with the end of the token', async () => {
    const client = gateway.raw({ token });
    await client.initialize();
    const answer = client.send({ body: client.rpc('tools/call', wait('ended')) });
    const ended = await started('ended');
    await client.send({ method: 'DELETE' });
    await eventually(() => expect(ended.cancelled).toBe(true));
    await answer;

    const shortLived = gateway.raw({ token: await gateway.client('short-lived', ['slow']) });
    await shortLived.initialize();
    const cutOff = shortLived.send({ body: shortLived.rpc('tools/call', wait('revoked')) });
    const revoked = await started('revoked');
    await gateway.deleteClient('short-lived');
    await eventually(() => expect(revoked.cancelled).toBe(true));
    expect((await cutOff).body.toString()).toBe('');
  });

  it('takes an id again that is in flight, and answers both under it', async () => {
    const client = gateway.raw({ token });
    await client.initialize();
    const send = (label: string) =>
      client.send({ body: { jsonrpc: '2.0', id: 'same', method: 'tools/call', params: wait(label) } });
    const first = send('same-1');
    const firstCall = await started('same-1');
    const second = send('same-2');
    (await started('same-2')).finish();
    const answers = [await second];
    firstCall.finish();
    answers.unshift(await first);
    expect(answers.map(({ body }) => messageIn(body))).toEqual(
      ['same-1', 'same-2'].map((text) => ({
        jsonrpc: '2.0',
        id: 'same',
        result: { content: [{ type: 'text', text }] },
      })),
    );
  });
});

/** The only message of an answer, JSON or stream. */
function messageIn(body: Buffer): unknown {
  const text = body.toString();
  return JSON.parse(text.split('data: ')[1] ?? text);
}
