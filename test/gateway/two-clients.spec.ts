import { beforeAll, describe, expect, it } from '@jest/globals';
import { ElicitResultSchema } from '@modelcontextprotocol/sdk/types.js';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { form, text } from './support/asking-server.js';
import { ModernWire } from './support/modern-wire.js';
import { RawStream } from './support/raw-client.js';
import { startSdkServer } from './support/sdk-server.js';

const PATIENCE_MS = 20_000;
/** All clients use the same: nothing but who they are tells them apart. */
const [ID, TOKEN] = [7, 'same'];

/** Calls at the server, by label. */
const calls = new Map<string, { finish: () => void; cancelled: boolean }>();
let gateway: Gateway;
let named = 0;

beforeAll(async () => {
  const upstream = await startSdkServer(setUp);
  gateway = await Gateway.start();
  await gateway.register('shared', upstream.url);
});

/** Reports and logs its label, asks for it where it may, and goes on until it is told to finish. */
function setUp(server: McpServer): void {
  server.server.registerCapabilities({ logging: {} });
  server.registerTool('talk', { inputSchema: { label: z.string() } }, async ({ label }, extra) => {
    const call = { finish: () => {}, cancelled: false };
    const done = new Promise<void>((resolve) => (call.finish = resolve));
    extra.signal.addEventListener('abort', () => (call.cancelled = true));
    const progressToken = extra._meta!.progressToken!;
    const params = { progressToken, progress: 1, message: `progress of ${label}` };
    await extra.sendNotification({ method: 'notifications/progress', params });
    const logged = { level: 'info' as const, data: `log of ${label}` };
    await extra.sendNotification({ method: 'notifications/message', params: logged });
    calls.set(label, call);
    const question = { method: 'elicitation/create' as const, params: form(`question of ${label}`) };
    const asks = server.server.getClientCapabilities()?.elicitation !== undefined;
    const answer = asks ? await extra.sendRequest(question, ElicitResultSchema) : undefined;
    await done;
    return text(`${label}: ${JSON.stringify(answer?.content)}`);
  });
}

interface Talking {
  label: string;
  stream: RawStream;
  /** In the way of its era. */
  cancel: () => unknown;
  answer: (name: string) => Promise<unknown>;
}

/** A client of its own, and its call. */
async function talk(era: string): Promise<Talking> {
  const label = `client-${++named}`;
  const raw = gateway.raw({ token: await gateway.client(label, ['shared']) });
  const params = { name: 'shared__talk', arguments: { label } };
  if (era === 'modern') {
    const meta = { progressToken: TOKEN, 'io.modelcontextprotocol/logLevel': 'debug' };
    const wire = new ModernWire(raw);
    const stream = new RawStream(await wire.begin({ method: 'tools/call', id: ID, params, meta }));
    return { label, stream, cancel: () => stream.close(), answer: () => Promise.resolve() };
  }
  await raw.initialize({ capabilities: { elicitation: {} } });
  const body = { jsonrpc: '2.0', id: ID, method: 'tools/call' };
  const stream = new RawStream(
    await raw.begin({ body: { ...body, params: { ...params, _meta: { progressToken: TOKEN } } } }),
  );
  const tell = (message: object) => raw.send({ body: { jsonrpc: '2.0', ...message } });
  const cancel = () => tell({ method: 'notifications/cancelled', params: { requestId: ID } });
  const answer = (name: string) => {
    const id = JSON.parse(/"id":("q-[^"]+")/.exec(stream.text)![1]!) as string;
    return tell({ id, result: { action: 'accept', content: { name } } });
  };
  return { label, stream, cancel, answer };
}

/** Two clients whose calls have said all they say. */
async function both(era: string): Promise<[Talking, Talking]> {
  const talking = await Promise.all([talk(era), talk(era)]);
  const last = era === 'legacy' ? 'question' : 'log';
  for (const { label, stream } of talking) {
    await eventually(() => expect(stream.text).toContain(`${last} of ${label}`), PATIENCE_MS);
  }
  return talking;
}

async function expectAnswer(era: string, { label, stream, answer }: Talking): Promise<void> {
  await answer(`name of ${label}`);
  calls.get(label)!.finish();
  await eventually(() => expect(stream.ended).toBe(true), PATIENCE_MS);
  const answered = era === 'legacy' ? JSON.stringify({ name: `name of ${label}` }) : 'undefined';
  expect(stream.text).toContain(`"id":${ID}`);
  expect(stream.text).toContain(JSON.stringify(`${label}: ${answered}`));
}

describe.each(['legacy', 'modern'])('two clients at one server (%s)', (era) => {
  it('hear nothing of each other, and their answers go to who was asked', async () => {
    const [one, other] = await both(era);
    await expectAnswer(era, other);
    await expectAnswer(era, one);
    expect(one.stream.text).not.toContain(other.label);
    expect(other.stream.text).not.toContain(one.label);
  });

  it('cancel their own call alone', async () => {
    const [one, other] = await both(era);
    await one.cancel();
    await eventually(() => expect(calls.get(one.label)!.cancelled).toBe(true), PATIENCE_MS);
    expect(calls.get(other.label)!.cancelled).toBe(false);
    await expectAnswer(era, other);
  });

  it('lose their own connection alone', async () => {
    const [one, other] = await both(era);
    one.stream.close();
    await expectAnswer(era, other);
    expect(calls.get(other.label)!.cancelled).toBe(false);
    calls.get(one.label)!.finish();
  });

  it('lose their own token alone', async () => {
    const [one, other] = await both(era);
    await gateway.deleteClient(one.label);
    await eventually(() => expect(one.stream.ended).toBe(true), PATIENCE_MS);
    await expectAnswer(era, other);
    expect(calls.get(other.label)!.cancelled).toBe(false);
  });
});
