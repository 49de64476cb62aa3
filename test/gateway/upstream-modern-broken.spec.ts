import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { UpstreamError, UpstreamTimeoutError } from '../../server/common/errors.js';
import { Cancellation } from '../../server/upstream/cancellation.js';
import { defer } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { json, result, type Script, ScriptedUpstream, stream } from './support/scripted-upstream.js';
import { failure } from './support/serving.js';
import { discover, type UpstreamUse, UpstreamUser } from './support/upstream-user.js';

const REVISION = '2026-07-28';
const MODERN: UpstreamUse = { protocol: 'modern', revision: REVISION };
const OK = { resultType: 'complete', content: [{ type: 'text', text: 'ok' }] };
const MESSAGE_EVENT = 'text/event-stream';

interface Served {
  upstream: ScriptedUpstream;
  call: (name: string, asking?: Parameters<UpstreamUser['call']>[2]) => Promise<string>;
}

/** A server of the modern era that answers as the script says, and somebody who calls it. */
async function serving(script: Script, use: UpstreamUse = {}): Promise<Served> {
  const upstream = await ScriptedUpstream.start(script);
  const user = UpstreamUser.open(upstream.url, { ...MODERN, ...use });
  const caller = { era: 'modern', protocolVersion: REVISION } as const;
  return { upstream, call: (name, asking) => user.call(name, {}, { caller, ...asking }) };
}

const good: Script = (received, response) => result(received, response, OK);

describe('a modern server that takes too long', () => {
  it('has its stream closed, which is all it is told', async () => {
    const { upstream, call } = await serving(() => {}, { callTimeoutMs: 200 });
    const error = await failure(call('a'));
    expect(error).toBeInstanceOf(UpstreamTimeoutError);
    expect(error.message).toBe(
      'MCP server "github": gave no answer to tools/call within 0.2 s (timeout_sec of its definition, or TOOL_CALL_TIMEOUT_SEC)',
    );
    await eventually(async () => expect(await upstream.openConnections()).toBe(0));
    expect(upstream.log).toEqual(['POST tools/call']);
  });

  it('is not saved by comments, but by progress', async () => {
    const talking =
      (message: object | undefined): Script =>
      (received, response) => {
        const { send } = stream(response);
        let ticks = 0;
        const timer = setInterval(() => {
          if (message)
            send({ method: 'notifications/progress', params: { progressToken: 1, progress: ticks } });
          else response.write(': still here\n\n');
          if (++ticks < 8) return;
          clearInterval(timer);
          send({ id: received.rpc.id, result: OK });
        }, 250);
        response.on('close', () => clearInterval(timer));
      };
    const use = { callTimeoutMs: 1500 };
    await expect((await serving(talking(undefined), use)).call('a')).rejects.toThrow(UpstreamTimeoutError);
    await expect((await serving(talking({}), use)).call('a')).resolves.toContain('ok');
  });

  it('to accept a connection is given up', async () => {
    const silent = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    defer(() => silent.close());
    const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}/mcp`;
    const user = UpstreamUser.open(url, { ...MODERN, connectTimeoutMs: 1000, callTimeoutMs: 20_000 });
    await expect(user.call('a')).rejects.toThrow('accepted no connection within 1 s');
  });

  it('at discovery is given up in the time for connecting', async () => {
    const { upstream } = await serving(() => {});
    await expect(discover(upstream.url, { protocol: 'modern', connectTimeoutMs: 200 })).rejects.toThrow(
      'gave no answer to server/discover within 0.2 s',
    );
  });

  it('with a call that was cancelled has its stream closed', async () => {
    const { upstream, call } = await serving(() => {});
    const cancellation = new Cancellation();
    const answer = failure(call('a', { cancellation }));
    await eventually(() => expect(upstream.log).toHaveLength(1));
    cancellation.cancel(new Error('enough'));
    expect((await answer).message).toBe('enough');
    await eventually(async () => expect(await upstream.openConnections()).toBe(0));
    expect(upstream.log).toEqual(['POST tools/call']);
  });
});

describe('a broken modern server', () => {
  it.each<[string, Script, string]>([
    [
      'resets the connection',
      (_, response) => response.socket!.resetAndDestroy(),
      'closed the connection before',
    ],
    ['speaks no HTTP', (_, response) => void response.socket!.end('hello\r\n\r\n'), 'what is not HTTP'],
    ['sends garbage', (_, response) => json(response, '\u0000\u0001'), 'what is no JSON-RPC message'],
    [
      'sends half an answer',
      (_, response) => json(response, '{"jsonrpc":"2.0","id":1,"result":{'),
      'no JSON-RPC',
    ],
    [
      'sends garbage as an event',
      (_, response) => events(response, 'data: {\n\n'),
      'an event that is no JSON-RPC',
    ],
    [
      'answers another request',
      (_, response) => json(response, { jsonrpc: '2.0', id: 99, result: OK }),
      'ended its response without an answer',
    ],
    [
      'answers twice at once',
      ({ rpc }, response) => json(response, `{"jsonrpc":"2.0","id":${rpc.id},"result":{},"result":{}}`),
      'what is no JSON-RPC message',
    ],
    ['answers with a page', (_, response) => page(response), 'answered with text/html, not MCP'],
    ['answers with a status', (_, response) => void response.writeHead(503).end(), 'the HTTP status 503'],
    [
      'accepts and stays silent',
      (_, response) => void response.writeHead(202).end(),
      'ended its response without',
    ],
    [
      'breaks off a stream that has ids, which this era does not resume',
      (_, response) => events(response, 'id: 7\nretry: 1\ndata: \n\n'),
      'ended its response without an answer',
    ],
    [
      'announces 100 MB',
      (_, response) => void announced(response),
      'larger than 16777216 bytes (MAX_BODY_BYTES)',
    ],
    [
      'sends JSON without end',
      endless('application/json', '{"jsonrpc":"2.0","x":"'),
      'larger than 16777216 bytes',
    ],
    ['sends an event without end', endless(MESSAGE_EVENT, 'data: '), 'larger than 16777216 bytes'],
    ['sends a line without end', endless(MESSAGE_EVENT, ''), 'larger than 16777216 bytes'],
  ])(
    'that %s fails the call, is called once, and the next call is made as ever',
    async (_, script, words) => {
      let isBroken = true;
      const { upstream, call } = await serving((received, response) =>
        isBroken ? script(received, response) : good(received, response),
      );
      const error = await failure(call('a'));
      expect(error).toBeInstanceOf(UpstreamError);
      expect(error.message).toContain(words);
      expect(upstream.log).toEqual(['POST tools/call']);
      isBroken = false;
      await expect(call('b')).resolves.toContain('ok');
      await eventually(async () => expect(await upstream.openConnections()).toBeLessThanOrEqual(1));
    },
  );

  it('that speaks on behind its answer is cut off', async () => {
    const { upstream, call } = await serving((received, response) => {
      const { send } = stream(response);
      send({ id: received.rpc.id, result: OK });
      const timer = setInterval(() => response.write(': more\n\n'), 20);
      response.on('close', () => clearInterval(timer));
    });
    await expect(call('a')).resolves.toContain('ok');
    await eventually(async () => expect(await upstream.openConnections()).toBe(0));
  });

  it('that asks on the stream is not answered, and does not disturb the call', async () => {
    const { upstream, call } = await serving((received, response) => {
      const { send } = stream(response);
      send({ id: 'q', method: 'roots/list' });
      send({ id: received.rpc.id, result: OK });
      response.end();
    });
    await expect(call('a')).resolves.toContain('ok');
    expect(upstream.log).toEqual(['POST tools/call']);
  });

  it('that offers more than MAX_BODY_BYTES of definitions is refused', async () => {
    const tools = Array.from({ length: 20 }, (_, index) => ({
      name: `t${index}`,
      inputSchema: { type: 'object', description: 'x'.repeat(100) },
    }));
    const { upstream } = await serving((received, response) => {
      const capabilities = { tools: {} };
      const isGreeting = received.rpc.method === 'server/discover';
      const offer = isGreeting ? { supportedVersions: [REVISION], capabilities } : { tools, nextCursor: 'x' };
      result(received, response, { resultType: 'complete', ...offer });
    });
    await expect(
      discover(upstream.url, { protocol: 'modern', env: { MAX_BODY_BYTES: '4096' } }),
    ).rejects.toThrow('offers more than MAX_BODY_BYTES of definitions');
  });
});

describe('the secrets of a modern server', () => {
  const headers = { Authorization: 'Bearer tok-3n', 'X-Api-Key': 'key-value-1' };

  it('are cut out of its errors, and of nothing else', async () => {
    const { call } = await serving(
      ({ rpc }, response) =>
        json(response, {
          jsonrpc: '2.0',
          id: rpc.id,
          error: { code: -32000, message: 'no tok-3n', data: { given: ['Bearer tok-3n', 'key-value-1'] } },
        }),
      { headers },
    );
    const answer = await call('a');
    expect(JSON.parse(answer)).toMatchObject({
      error: { code: -32000, message: 'no ***', data: { given: ['***', '***'] } },
    });
  });

  it('are cut out of what is said of its redirects and content types', async () => {
    const { call } = await serving(
      (_, response) => void response.writeHead(307, { location: 'https://tok-3n.example/key-value-1' }).end(),
      { headers },
    );
    const { message } = await failure(call('a'));
    expect(message).toContain('redirects to another origin, https://***.example');
    const typed = await serving(
      (_, response) => void response.writeHead(200, { 'content-type': 'x/key-value-1' }).end(),
      { headers },
    );
    expect((await failure(typed.call('a'))).message).toContain('answered with x/***');
  });
});

describe('a modern server somewhere else', () => {
  it('is not reached at a denied address', async () => {
    const { upstream, call } = await serving(good, { env: { UPSTREAM_DENY_CIDRS: '127.0.0.0/8' } });
    await expect(call('a')).rejects.toThrow('127.0.0.1 is in a range that UPSTREAM_DENY_CIDRS denies');
    expect(upstream.connections).toBe(0);
    const named = upstream.url.replace('127.0.0.1', 'localhost');
    const user = UpstreamUser.open(named, { ...MODERN, env: { UPSTREAM_DENY_CIDRS: '127.0.0.0/8,::1/128' } });
    await expect(user.call('a')).rejects.toThrow('UPSTREAM_DENY_CIDRS');
    expect(upstream.connections).toBe(0);
  });

  it('is followed within its origin, body and headers and all', async () => {
    const { upstream, call } = await serving((received, response) => {
      if (received.url === '/mcp') response.writeHead(307, { location: '/elsewhere?x=1' }).end();
      else good(received, response);
    });
    await expect(call('a')).resolves.toContain('ok');
    const [first, second] = upstream.received;
    expect(second).toMatchObject({ url: '/elsewhere?x=1', method: 'POST', text: first!.text });
    expect(second!.headers['mcp-method']).toBe('tools/call');
  });

  it('is not followed to another origin, nor for ever', async () => {
    const other = await ScriptedUpstream.start(good);
    const { call } = await serving(
      (_, response) => void response.writeHead(308, { location: other.url }).end(),
    );
    await expect(call('a')).rejects.toThrow(`redirects to another origin, ${new URL(other.url).origin}`);
    expect(other.received).toEqual([]);
    const circle = await serving((_, response) => void response.writeHead(307, { location: '/mcp' }).end());
    await expect(circle.call('a')).rejects.toThrow('redirects in circles');
    expect(circle.upstream.received.length).toBeLessThan(10);
  });
});

function events(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': MESSAGE_EVENT }).end(text);
}

function page(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
}

function announced(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100_000_000 });
  response.flushHeaders();
}

/** Sends on and on, for as long as anyone reads. */
function endless(type: string, start: string): Script {
  return (_, response) => {
    const piece = 'x'.repeat(262_144);
    response.writeHead(200, { 'content-type': type });
    response.write(start);
    const more = () => {
      while (!response.destroyed) if (!response.write(piece)) return void response.once('drain', more);
    };
    response.on('error', () => {});
    more();
  };
}
