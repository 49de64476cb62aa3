import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonText, stringText } from '../support/arbitrary-json.js';
import { eventually } from '../support/eventually.js';
import { json, result, stream } from './support/scripted-upstream.js';
import { noSession, OK, serving } from './support/serving.js';

describe('an upstream without sessions', () => {
  it('gets one POST a call, and no handshake but the first', async () => {
    const { upstream, user } = await serving((received, response) => result(received, response, OK));
    await user.call('a');
    await Promise.all(
      ['session:2', 'session:3'].map((affinity) => user.call('b', {}, { caller: { affinity } })),
    );
    expect(upstream.log).toEqual([
      'POST initialize',
      'POST notifications/initialized',
      ...Array.from({ length: 3 }, () => 'POST tools/call'),
    ]);
    expect(upstream.requests('tools/call')[0]!.headers).toMatchObject({
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': '2025-11-25',
    });
    expect(upstream.requests('tools/call')[0]!.headers).not.toHaveProperty('mcp-session-id');
  });

  it('is asked for the revision of each caller, once', async () => {
    const { upstream, user } = await serving((received, response) => result(received, response, OK));
    for (const protocolVersion of ['2025-11-25', '2025-06-18', '2025-11-25']) {
      await user.call('a', {}, { caller: { protocolVersion } });
    }
    const asked = upstream.requests('initialize').map(({ rpc }) => rpc.params?.protocolVersion);
    expect(asked).toEqual(['2025-11-25', '2025-06-18']);
  });

  it('is greeted anew when it wants a session after all', async () => {
    let session: (() => string) | undefined = undefined as (() => string) | undefined;
    const { upstream, user } = await serving(
      (received, response) => {
        if (session && !received.headers['mcp-session-id']) return noSession(response, 400);
        result(received, response, OK);
      },
      { session: () => session?.() },
    );
    await user.call('a');
    session = () => 'new';
    await expect(user.call('b')).resolves.toContain('ok');
    expect(upstream.requests('tools/call').map(({ headers }) => headers['mcp-session-id'])).toEqual([
      undefined,
      undefined,
      'new',
    ]);
  });

  it('keeps no more connections than there are calls in flight', async () => {
    const waiting: (() => void)[] = [];
    const { upstream, user } = await serving((received, response) => {
      waiting.push(() => result(received, response, OK));
      if (waiting.length === 5) for (const answer of waiting.splice(0)) answer();
    });
    for (let round = 0; round < 10; round++)
      await Promise.all(Array.from({ length: 5 }, () => user.call('a')));
    expect(upstream.connections).toBeLessThanOrEqual(6);
  });

  it('is called at most so often at a time as the bound allows', async () => {
    let [now, most] = [0, 0];
    const { user } = await serving(
      (received, response) => {
        most = Math.max(most, ++now);
        setTimeout(() => {
          now--;
          result(received, response, OK);
        }, 5);
      },
      { env: { MAX_SESSIONS_PER_SERVER: '3' } },
    );
    await Promise.all(Array.from({ length: 20 }, () => user.call('a')));
    expect(most).toBe(3);
  });
});

describe('an answer', () => {
  it('arrives byte for byte, as JSON and in an event stream', async () => {
    const { upstream, user } = await serving((received, response) => {
      const { text, sse } = received.rpc.params!.arguments as { text: string; sse: boolean };
      const message = `{"jsonrpc": "2.0","result":${text},"id":${JSON.stringify(received.rpc.id)}}`;
      if (!sse) return json(response, message);
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.end(`id: 1\nevent: message\ndata: ${message.replaceAll(/[\r\n]/g, ' ')}\n\n`);
    });
    await fc.assert(
      fc.asyncProperty(jsonText, fc.boolean(), async (text, sse) => {
        const expected = sse ? text.replaceAll(/[\r\n]/g, ' ') : text;
        const answer = await user.ask('tools/call', { id: '"x"', params: { arguments: { text, sse } } });
        expect(answer.bytes.toString()).toBe(
          Buffer.from(`{"jsonrpc": "2.0","result":${expected},"id":"x"}`).toString(),
        );
      }),
      { numRuns: 200 },
    );
    expect(upstream.connections).toBeLessThanOrEqual(2);
  });

  it('is split and joined right, wherever the network cuts it', async () => {
    const body = `: hello\r\n\r\nid: 1\r\ndata: {"jsonrpc":"2.0",\r\ndata: "id":"x","result":{"text":"é${'x'.repeat(200)}"}}\r\n\r\n`;
    const { user } = await serving((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const bytes = Buffer.from(body);
      const send = (at: number) => {
        if (at >= bytes.length) return response.end();
        response.write(bytes.subarray(at, at + 7), () => setImmediate(send, at + 7));
      };
      send(0);
    });
    await expect(user.call('a', {}, { id: '"x"' })).resolves.toContain(`{"text":"é${'x'.repeat(200)}"}`);
  });

  it('comes under the id that was asked with, also when the upstream wrote it in another way or not at all', async () => {
    const { user } = await serving((received, response) => {
      const { id } = received.rpc;
      if (received.text.includes('"name":"fail"')) {
        return json(response, '{"error":{"code":-32602,"message":"m"},"jsonrpc":"2.0","id":null}', 400);
      }
      if (received.text.includes('"name":"nameless"')) {
        return json(response, '{"jsonrpc":"2.0","error":{"code":-32602,"message":"m"}}');
      }
      result({ ...received, rpc: { id } }, response, OK);
    });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(stringText, fc.constantFrom('1.0', '-0', '12345678901234567890', '1e2')),
        async (id) => {
          const text = Buffer.from(id).toString();
          expect(await user.ask('tools/call', { id: text })).toMatchObject({ kind: 'result', id: text });
        },
      ),
      { numRuns: 50 },
    );
    for (const name of ['fail', 'nameless']) {
      expect(await user.ask('tools/call', { id: '1.0', params: { name } })).toMatchObject({
        kind: 'error',
        id: '1.0',
      });
    }
  });

  it('may be an error, with any status', async () => {
    const error = { code: -32602, message: 'wrong', data: { x: 1 } };
    const { user } = await serving((received, response) =>
      json(response, { jsonrpc: '2.0', id: received.rpc.id, error }, Number(received.rpc.params!.name)),
    );
    for (const status of ['200', '400', '404', '500']) {
      expect(JSON.parse(await user.call(status))).toMatchObject({ error });
    }
  });

  it('is an error without the secrets that the upstream repeats', async () => {
    const { user } = await serving(
      (received, response) => {
        const { authorization } = received.headers;
        const error = {
          code: -1,
          message: `bad ${authorization}`,
          data: [{ sent: authorization, hunter2: 'x' }],
        };
        json(response, { jsonrpc: '2.0', id: received.rpc.id, error });
      },
      { headers: { Authorization: 'Bearer hunter2' } },
    );
    expect(JSON.parse(await user.call('a'))).toMatchObject({
      id: 1,
      error: { code: -1, message: 'bad ***', data: [{ sent: '***' }] },
    });
  });

  it('may be as large as the bound and no larger, in either form', async () => {
    const { upstream, user } = await serving(
      (received, response) => {
        const { bytes, sse, declared } = received.rpc.params!.arguments as Record<string, number>;
        const text = 'x'.repeat(bytes!);
        if (sse) stream(response).send({ id: received.rpc.id, result: { text } });
        else if (declared) result(received, response, { text });
        else {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.write(`{"jsonrpc":"2.0","id":${received.rpc.id},`);
          response.end(`"result":{"text":"${text}"}}`);
        }
      },
      { env: { MAX_BODY_BYTES: '100000' } },
    );
    for (const form of [{ sse: 1 }, { declared: 1 }, {}]) {
      await expect(user.call('a', { bytes: 90_000, ...form })).resolves.toContain('xxxx');
      await expect(user.call('a', { bytes: 101_000, ...form })).rejects.toThrow(
        'MCP server "github": its answer is larger than 100000 bytes (MAX_BODY_BYTES)',
      );
    }
    await eventually(async () => expect(await upstream.openConnections()).toBeLessThanOrEqual(2));
  });
});
