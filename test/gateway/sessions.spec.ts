import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { Gateway, newClient } from './support/gateway.js';
import type { RawClient } from './support/raw-client.js';
import { startSdkServer } from './support/sdk-server.js';

let gateway: Gateway;
let token: string;

beforeAll(async () => {
  gateway = await Gateway.start();
  token = await gateway.client('agent', ['*']);
});

async function initialized(options: { token?: string; path?: string } = {}): Promise<RawClient> {
  const client = gateway.raw({ token, ...options });
  await client.initialize();
  return client;
}

function statusOf(client: RawClient, sessionId: string | undefined): Promise<number> {
  const body = client.rpc('ping');
  return client.send({ body, headers: { 'mcp-session-id': sessionId } }).then(({ status }) => status);
}

describe('initialize', () => {
  it.each([
    ['2024-11-05', '2024-11-05'],
    ['2025-03-26', '2025-03-26'],
    ['2025-06-18', '2025-06-18'],
    ['2025-11-25', '2025-11-25'],
    ['2026-07-28', '2025-11-25'],
    ['1999-01-01', '2025-11-25'],
  ])('answers %s with %s', async (asked, protocolVersion) => {
    const { body, headers } = await gateway.raw({ token }).initialize({ protocolVersion: asked });
    expect(JSON.parse(body.toString())).toMatchObject({ result: { protocolVersion } });
    expect(headers['mcp-session-id']).toMatch(/^[\x21-\x7e]{1,2047}$/);
  });

  it.each([
    [{ protocolVersion: 7 }],
    [{ protocolVersion: undefined }],
    [{ capabilities: [] }],
    [{ clientInfo: 'x' }],
  ])('refuses %j', async (params) => {
    const { status, body, headers } = await gateway.raw({ token }).initialize(params);
    expect(JSON.parse(body.toString())).toMatchObject({ id: 1, error: { code: -32602 } });
    expect([status, headers['mcp-session-id']]).toEqual([200, undefined]);
  });
});

describe('a session', () => {
  it('is needed for everything but initialize', async () => {
    const client = await initialized();
    expect(await statusOf(client, client.sessionId)).toBe(200);
    expect(await statusOf(client, undefined)).toBe(400);
    expect(await statusOf(client, 'made-up')).toBe(404);
    expect(await statusOf(client, `${client.sessionId}A`)).toBe(404);
  });

  it("is no one else's", async () => {
    const { sessionId } = await initialized();
    const other = await initialized({ token: await gateway.client('other', ['*']) });
    expect(await statusOf(other, sessionId)).toBe(404);
    expect(await statusOf(other, other.sessionId)).toBe(200);
  });

  it('does not replace the token', async () => {
    const { sessionId } = await initialized();
    expect(await statusOf(gateway.raw({ token: 'wrong-token' }), sessionId)).toBe(401);
  });

  it('lives on after a restart', async () => {
    const first = await Gateway.start();
    const firstToken = await first.client('agent', ['*']);
    const client = first.raw({ token: firstToken });
    await client.initialize();
    const second = await first.restart();
    expect(await statusOf(second.raw({ token: firstToken }), client.sessionId)).toBe(200);
  });

  it('ends with DELETE, and its session upstream too', async () => {
    const upstream = await startSdkServer((server) => {
      server.registerTool('hello', {}, () => ({ content: [] }));
    });
    await gateway.register('ending', upstream.url);
    const client = await initialized();
    const before = new Set(upstream.sessions.keys());
    await client.call('tools/call', { name: 'ending__hello' });
    const opened = [...upstream.sessions.keys()].filter((id) => !before.has(id));
    expect(opened).toHaveLength(1);

    const stream = await client.listen();
    expect((await client.send({ method: 'DELETE' })).status).toBe(204);
    expect(await statusOf(client, client.sessionId)).toBe(404);
    expect((await client.send({ method: 'DELETE' })).status).toBe(404);
    await eventually(() => expect(stream.ended).toBe(true));
    await eventually(() => expect(upstream.sessions.has(opened[0]!)).toBe(false));
  });

  it('is ended by the SDK client', async () => {
    const client = await gateway.connect({ token }, newClient());
    const transport = client.transport as unknown as {
      terminateSession(): Promise<void>;
      sessionId?: string;
    };
    const { sessionId } = transport;
    await transport.terminateSession();
    expect(await statusOf(gateway.raw({ token }), sessionId)).toBe(404);
  });
});
