import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UpstreamError, UpstreamTimeoutError } from '../../server/common/errors.js';
import { Authority } from '../support/certificates.js';
import { everythingBehindToken } from '../support/everything.js';
import { eventually } from '../support/eventually.js';
import { ListingUpstream } from '../support/listing-upstream.js';
import { freePort } from '../support/ports.js';
import { temporaryFolder } from '../support/temp.js';
import {
  HELLO,
  json,
  type Received,
  result,
  type Script,
  ScriptedUpstream,
} from './support/scripted-upstream.js';
import { discover, type UpstreamUse } from './support/upstream-user.js';

const TOKEN = 'upstream-secret-token';
const BEARER = { headers: { Authorization: `Bearer ${TOKEN}` } };

describe('discovery', () => {
  it('reads all that a real server offers, in a session that is gone afterwards', async () => {
    const front = await everythingBehindToken(TOKEN);
    const found = await discover(front.url, BEARER);
    expect(found.protocolVersion).toBe('2025-11-25');
    expect(JSON.parse(found.serverInfo)).toMatchObject({ name: 'mcp-servers/everything' });
    expect(JSON.parse(found.capabilities)).toMatchObject({ tools: {}, prompts: {}, resources: {} });
    expect(names(found.tools)).toContain('echo');
    expect(names(found.prompts)).toContain('simple-prompt');
    expect(found.resources.length).toBeGreaterThan(0);
    expect(found.resourceTemplates.length).toBeGreaterThan(0);
    expect(front.arrivals.at(-1)).toMatchObject({ method: 'DELETE' });
  });

  it('reads every page, and every definition byte for byte', async () => {
    const first = '{ "name":"a", "x":1234567890123456789, "y":1.0, "__proto__":{"z":1e400}}';
    const upstream = await ListingUpstream.open({
      tools: [[first, '{"name":"b"}'], [], ['{"name":"\\u0063"}']],
      prompts: [['{"name":"p"}']],
      resources: [['{"uri":"a:b"}']],
      resourceTemplates: [['{"uriTemplate":"a:{b}"}']],
      instructions: 'Be "kind".',
    });
    expect(await discover(upstream.url)).toMatchObject({
      tools: [first, '{"name":"b"}', '{"name":"\\u0063"}'],
      prompts: ['{"name":"p"}'],
      resources: ['{"uri":"a:b"}'],
      resourceTemplates: ['{"uriTemplate":"a:{b}"}'],
      instructions: 'Be "kind".',
    });
  });

  it('asks only for what is declared, and takes a missing method for nothing', async () => {
    const capabilities = { tools: {}, resources: {} };
    const upstream = await answering((received, response) => {
      if (received.rpc.method === 'initialize') return result(received, response, { ...HELLO, capabilities });
      if (received.rpc.method === 'tools/list') return result(received, response, { tools: [{ name: 'a' }] });
      if (received.rpc.method === 'resources/list') return result(received, response, { resources: [] });
      json(response, { jsonrpc: '2.0', id: received.rpc.id, error: { code: -32601, message: 'none' } });
    });
    expect(await discover(upstream.url)).toMatchObject({ tools: ['{"name":"a"}'], resourceTemplates: [] });
    expect(upstream.log).not.toContain('POST prompts/list');
  });

  it('declares nothing of its own and says who it is', async () => {
    const upstream = await answering((received, response) =>
      result(received, response, { ...HELLO, tools: [] }),
    );
    await discover(upstream.url);
    expect(upstream.received[0]!.rpc.params).toMatchObject({
      capabilities: {},
      clientInfo: { name: 'mcpjungle' },
      protocolVersion: '2025-11-25',
    });
    expect(upstream.requests('tools/list')[0]!.headers).toMatchObject({
      'mcp-protocol-version': '2025-11-25',
      accept: 'application/json, text/event-stream',
    });
    await eventually(async () => expect(await upstream.openConnections()).toBe(0));
  });

  it('follows redirects within the origin', async () => {
    const upstream = await ScriptedUpstream.start((received, response) => {
      if (received.url === '/mcp') return response.writeHead(307, { location: '/mcp/' }).end();
      if (received.rpc.id === undefined) return response.writeHead(202).end();
      result(received, response, { ...HELLO, tools: [] });
    });
    await discover(upstream.url);
    expect(upstream.requests('tools/list').at(-1)).toMatchObject({ method: 'POST', url: '/mcp/' });
  });
});

describe('what is wrong with an upstream is said in one line', () => {
  const hello =
    (fields: object): Script =>
    (received, response) =>
      result(received, response, { ...HELLO, ...fields });
  const lists =
    (answer: (received: Received) => object | string): Script =>
    (received, response) =>
      result(received, response, received.rpc.method === 'initialize' ? HELLO : answer(received));
  const status =
    (code: number, headers = {}): Script =>
    (_, response) =>
      response.writeHead(code, headers).end('no');

  it.each<[string, Script, string, UpstreamUse?]>([
    ['a web page', page(200), 'answered with text/html, not MCP: is its URL right?'],
    ['a page that is not there', page(404), 'has no streamable HTTP endpoint at its URL (HTTP status 404)'],
    [
      'a method that is not allowed',
      status(405),
      'has no streamable HTTP endpoint at its URL (HTTP status 405)',
    ],
    [
      'another JSON API',
      (_, response) => json(response, { hello: 1 }),
      'no JSON-RPC message ("jsonrpc" must be',
    ],
    [
      'broken JSON',
      (_, response) => json(response, '{"jsonrpc":'),
      'answered with what is no JSON-RPC message',
    ],
    ['a wanted token', status(401), 'wants a bearer token or header, and is sent none (HTTP status 401)'],
    ['another token', status(401), 'does not accept the bearer token or headers it is sent', BEARER],
    ['OAuth', status(401, oauth()), 'wants its users to sign in by OAuth (HTTP status 401)', BEARER],
    ['a forbidden one', status(403), 'forbids what it is asked', BEARER],
    ['a broken server', status(500), 'answered with the HTTP status 500'],
    [
      'an unknown revision',
      hello({ protocolVersion: '2099-01-01' }),
      'the protocol version "2099-01-01", which is not known',
    ],
    ['no revision', hello({ protocolVersion: undefined }), 'answered initialize without a protocol version'],
    [
      'an ambiguous one',
      (received, response) => result(received, response, '{"protocolVersion":"a","protocolVersion":"b"}'),
      'ambiguous: "protocolVersion" stands twice',
    ],
    [
      'a foreign origin',
      status(308, { location: 'http://127.0.0.1:1/mcp' }),
      'redirects to another origin, http://127.0.0.1:1, which is not followed',
    ],
    ['a circle', status(302, { location: '/mcp' }), 'redirects in circles'],
    ['no list', lists(() => ({})), 'answers tools/list without "tools"'],
    ['a list that is none', lists(() => ({ tools: {} })), 'answers tools/list without "tools"'],
    [
      'a cursor for ever',
      lists(() => ({ tools: [], nextCursor: 'again' })),
      'with the same cursor again and again',
    ],
    [
      'pages for ever',
      lists(({ rpc }) => ({ tools: [], nextCursor: `${rpc.id}` })),
      'with more than 1000 pages',
    ],
    [
      'an answer that is too large',
      lists(() => ({ tools: ['x'.repeat(3000)] })),
      'larger than 2048 bytes (MAX_BODY_BYTES)',
      { env: { MAX_BODY_BYTES: '2048' } },
    ],
    [
      'an offer that is too large',
      lists(({ rpc }) => ({ tools: ['x'.repeat(900)], nextCursor: `${rpc.id}` })),
      'offers more than MAX_BODY_BYTES of definitions',
      { env: { MAX_BODY_BYTES: '2048' } },
    ],
    [
      'what is not HTTP',
      (_, response) => response.socket!.end('garbage\r\n\r\n'),
      'answered with what is not HTTP',
    ],
    ['a hang-up', (_, response) => response.socket!.destroy(), 'closed the connection before its answer'],
    ['half an answer', half, 'closed the connection before its answer'],
    [
      'no answer',
      (_, response) => response.writeHead(202).end(),
      'ended its response without an answer to initialize',
    ],
    [
      'an answer to something else',
      (_, response) => json(response, { jsonrpc: '2.0', id: 99, result: HELLO }),
      'ended its response without an answer to initialize',
    ],
  ])('%s', async (_, script, words, ...[use]) => {
    const { url } = await answering(script);
    const message = await failure(url, use);
    expect(message).toContain(words);
    expect(message).toMatch(/^MCP server "github": [^\n]+$/);
  });

  it('a connection that is refused', async () => {
    const port = await freePort();
    await expect(failure(`http://127.0.0.1:${port}/mcp`)).resolves.toBe(
      `MCP server "github": cannot connect to http://127.0.0.1:${port}: the connection was refused (ECONNREFUSED); is it running, and is its URL right?`,
    );
  });

  it('a host name that nobody knows', async () => {
    await expect(failure('http://no-such-host.invalid/mcp')).resolves.toMatch(
      /^MCP server "github": cannot connect to http:\/\/no-such-host.invalid: its host name (is not known|could not)/,
    );
  });

  it('a certificate that is not trusted, and a server without TLS', async () => {
    const folder = temporaryFolder();
    new Authority().issue(folder, 'IP:127.0.0.1');
    const tls = {
      key: readFileSync(join(folder, 'server.key')),
      cert: readFileSync(join(folder, 'server.pem')),
    };
    const { url } = await ScriptedUpstream.start(() => {}, tls);
    await expect(failure(url)).resolves.toContain('TLS failed (UNABLE_TO_VERIFY_LEAF_SIGNATURE)');
    const plain = await ScriptedUpstream.start(() => {});
    await expect(failure(plain.url.replace('http:', 'https:'))).resolves.toContain('TLS failed');
  });

  it('one that says nothing at all, and one that stops in the middle', async () => {
    const silent = await ScriptedUpstream.start(() => {});
    const use = { connectTimeoutMs: 300 };
    await expect(discover(silent.url, use)).rejects.toThrow(UpstreamTimeoutError);
    await expect(failure(silent.url, use)).resolves.toBe(
      'MCP server "github": gave no answer to initialize within 0.3 s (MCP_SERVER_INIT_REQ_TIMEOUT_SEC)',
    );
    const slow = await answering((received, response) => {
      if (received.rpc.method === 'initialize') result(received, response, HELLO);
    });
    await expect(failure(slow.url, { connectTimeoutMs: 1500 })).resolves.toContain(
      'gave no answer to tools/list within 1.5 s',
    );
    await eventually(async () => expect(await slow.openConnections()).toBe(0));
  });

  it('an address that is denied, however it is written', async () => {
    const upstream = await answering(hello({}));
    const denying = (url: string, ranges: string) => failure(url, { env: { UPSTREAM_DENY_CIDRS: ranges } });
    const { port } = upstream;
    for (const host of ['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', '127.1', 'localhost']) {
      await expect(denying(`http://${host}:${port}/mcp`, '127.0.0.0/8,::1/128')).resolves.toContain(
        'is in a range that UPSTREAM_DENY_CIDRS denies',
      );
    }
    await expect(failure('http://169.254.169.254/latest/meta-data')).resolves.toContain(
      '169.254.169.254 is in a range',
    );
    expect(upstream.received).toEqual([]);
  });

  it('without the secrets that an upstream repeats', async () => {
    const upstream = await answering((received, response) => {
      const message = `who is ${received.headers.authorization}?\n${String(received.headers['x-key'])} ${received.url}`;
      json(response, { jsonrpc: '2.0', id: received.rpc.id, error: { code: -32600, message } });
    });
    const headers = { ...BEARER.headers, 'X-Key': 'another-secret' };
    await expect(failure(`${upstream.url}?key=third-secret`, { headers })).resolves.toBe(
      'MCP server "github": refused initialize: who is ***? *** /mcp?key=*** (-32600)',
    );
  });
});

/** Notifications and the ends of sessions are accepted; the script has the rest. */
function answering(script: Script): Promise<ScriptedUpstream> {
  return ScriptedUpstream.start((received, response) => {
    if (received.method === 'POST' && received.rpc.id === undefined) return response.writeHead(202).end();
    return script(received, response);
  });
}

async function failure(url: string, use: UpstreamUse = {}): Promise<string> {
  const error: unknown = await discover(url, use).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof UpstreamError || error instanceof UpstreamTimeoutError) return error.message;
  throw new Error('expected an upstream error', { cause: error });
}

function page(status: number): Script {
  return (_, response) => response.writeHead(status, { 'content-type': 'text/html' }).end('<html></html>');
}

function oauth(): object {
  return {
    'www-authenticate': 'Bearer resource_metadata="http://127.0.0.1/.well-known/oauth-protected-resource"',
  };
}

function half(_: Received, response: Parameters<Script>[1]): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
  response.write('{"jsonrpc"', () => response.socket!.destroy());
}

function names(definitions: readonly string[]): string[] {
  return definitions.map((text) => (JSON.parse(text) as { name: string }).name);
}
