import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { ModernWire } from './support/modern-wire.js';
import { RawStream } from './support/raw-client.js';
import { RawSseClient } from './support/raw-sse-client.js';
import { startSdkServer } from './support/sdk-server.js';

/** Calls of the tool `wait` by their label. */
const calls = new Map<string, { cancelled: boolean; finish: () => void }>();
let gateway: Gateway;
let old: string;

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
  old = await gateway.client('agent', ['slow']);
});

const wait = (label: string) => ({ name: 'slow__wait', arguments: { label } });

async function started(label: string) {
  await eventually(() => expect([...calls.keys()]).toContain(label));
  return calls.get(label)!;
}

/** Whatever can be open: streams of all transports, and calls of both eras. */
async function openEverything(token: string, prefix: string) {
  const legacy = gateway.raw({ token });
  await legacy.initialize();
  const modern = new ModernWire(gateway.raw({ token }));
  const listening = await modern.begin({
    method: 'subscriptions/listen',
    params: { notifications: { toolsListChanged: true } },
  });
  const streams = [
    await legacy.listen(),
    new RawStream(listening),
    (await new RawSseClient(gateway.app.url, token).connect()).stream,
  ];
  const answers = [
    legacy.send({ body: legacy.rpc('tools/call', wait(`${prefix} legacy`)) }),
    modern.callTool('slow__wait', { label: `${prefix} modern` }),
  ];
  const waiting = [await started(`${prefix} legacy`), await started(`${prefix} modern`)];
  return { streams, answers, waiting };
}

describe('the end of a grace time', () => {
  it('ends the streams and calls of the old token, and leaves those of the new one', async () => {
    const before = await openEverything(old, 'old');
    const { body } = await gateway.app
      .post('/api/v0/clients/agent/rotate', { token: gateway.app.adminToken, body: { grace_seconds: 3 } })
      .expect(200);
    expect(before.streams.map(({ ended }) => ended)).toEqual([false, false, false]);
    const after = await openEverything((body as { access_token: string }).access_token, 'new');
    await eventually(() => {
      expect(before.streams.map(({ ended }) => ended)).toEqual([true, true, true]);
      expect(before.waiting.map(({ cancelled }) => cancelled)).toEqual([true, true]);
    }, 10_000);
    await Promise.all(before.answers);
    expect(after.streams.map(({ ended }) => ended)).toEqual([false, false, false]);
    for (const call of after.waiting) call.finish();
    const [legacy, modern] = await Promise.all(after.answers);
    expect(JSON.stringify([legacy, modern])).toContain('new modern');
    expect((legacy as { body: Buffer }).body.toString()).toContain('new legacy');
  });
});
