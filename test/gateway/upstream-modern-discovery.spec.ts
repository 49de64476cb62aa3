import { describe, expect, it } from '@jest/globals';
import type { HttpTarget } from '../../server/upstream/upstream.js';
import { startFixture } from '../conformance/start-fixture.js';
import {
  HELLO,
  json,
  type Received,
  result,
  type Script,
  ScriptedUpstream,
} from './support/scripted-upstream.js';
import { discover } from './support/upstream-user.js';

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'mcpjungle' },
};
const SERVER_INFO = { 'io.modelcontextprotocol/serverInfo': { name: 'scripted', version: '2' } };

/** A server of the modern era with these pages of tools. */
function modern(pages: object[][]): Script {
  return (received, response) => {
    const { method, params } = received.rpc;
    if (method === 'server/discover') {
      return result(received, response, {
        resultType: 'complete',
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: {} },
        instructions: 'Mind the gap.',
        _meta: SERVER_INFO,
      });
    }
    const page = Number(params?.cursor ?? 0);
    const nextCursor = page + 1 < pages.length ? String(page + 1) : undefined;
    result(received, response, { resultType: 'complete', ttlMs: 0, tools: pages[page], nextCursor });
  };
}

/** Speaks the legacy era when it comes to that; to `server/discover` it answers what the test says. */
function legacyBehind(script: Script): Script {
  return (received, response) => {
    if (received.rpc.method === 'server/discover') return script(received, response);
    if (received.rpc.id === undefined) return response.writeHead(202).end();
    result(received, response, { ...HELLO, tools: [{ name: 'a' }] });
  };
}

function error(code: number, data?: object, status = 400): Script {
  return ({ rpc }, response) =>
    json(response, { jsonrpc: '2.0', id: rpc.id, error: { code, message: 'no', data } }, status);
}

function status(code: number): Script {
  return (_, response) => response.writeHead(code).end();
}

async function tryDiscovery(script: Script, use: Partial<HttpTarget> = {}) {
  const upstream = await ScriptedUpstream.start(script);
  return { upstream, found: discover(upstream.url, { protocol: 'auto', ...use }) };
}

const initialised = (upstream: ScriptedUpstream): boolean => upstream.requests('initialize').length > 0;

describe('discovery of a modern server', () => {
  it.each([
    ['modern', 'auto', '2026-07-28'],
    ['dual', 'auto', '2026-07-28'],
    ['legacy', 'auto', '2025-11-25'],
    ['dual', 'legacy', '2025-11-25'],
    ['modern', 'modern', '2026-07-28'],
  ] as const)('a %s server, protocol %s: speaks %s', async (era, protocol, revision) => {
    const found = await discover(await startFixture(era), { protocol });
    expect(found.protocolVersion).toBe(revision);
    expect(JSON.parse(found.serverInfo)).toMatchObject({ version: expect.any(String) });
    expect(JSON.parse(found.capabilities)).toMatchObject({ tools: {}, prompts: {}, resources: {} });
    for (const list of [found.tools, found.prompts, found.resources, found.resourceTemplates]) {
      expect(list.length).toBeGreaterThan(0);
    }
  });

  it('reads what it says of itself and every page, each request standing for itself', async () => {
    const pages = [[{ name: 'a' }], [{ name: 'b' }], [{ name: 'c' }]];
    const { upstream, found } = await tryDiscovery(modern(pages));
    expect(await found).toMatchObject({
      protocolVersion: '2026-07-28',
      capabilities: '{"tools":{}}',
      serverInfo: '{"name":"scripted","version":"2"}',
      instructions: 'Mind the gap.',
      tools: ['{"name":"a"}', '{"name":"b"}', '{"name":"c"}'],
    });
    expect(upstream.log).toEqual(['POST server/discover', ...Array(3).fill('POST tools/list')]);
    for (const { headers, rpc } of upstream.received) {
      expect(headers).toMatchObject({ 'mcp-protocol-version': '2026-07-28', 'mcp-method': rpc.method });
      expect(rpc.params!._meta).toMatchObject(META);
      expect(headers['mcp-session-id']).toBeUndefined();
    }
  });
});

describe('the era of a server', () => {
  it.each<[string, Script]>([
    ['an unknown method', error(-32601, undefined, 404)],
    ['a missing session', error(-32000)],
    ['a version it does not know, beside legacy ones', error(-32022, { supported: ['2025-11-25'] })],
    ['a result that says no versions', (received: Received, response) => result(received, response, {})],
    ['status 404', status(404)],
    ['status 405', status(405)],
    ['a promise of an answer, and none', status(202)],
  ])('is legacy when it answers with %s', async (_, script) => {
    const { upstream, found } = await tryDiscovery(legacyBehind(script));
    expect(await found).toMatchObject({ protocolVersion: '2025-11-25', tools: ['{"name":"a"}'] });
    expect(initialised(upstream)).toBe(true);
  });

  it('is legacy when it leaves the question unanswered', async () => {
    const { found } = await tryDiscovery(
      legacyBehind(() => {}),
      { connectTimeoutMs: 1500 },
    );
    expect(await found).toMatchObject({ protocolVersion: '2025-11-25' });
  });

  it.each<[string, Script, string]>([
    ['status 401', status(401), 'HTTP status 401'],
    ['status 403', status(403), 'HTTP status 403'],
    ['status 503', status(503), 'HTTP status 503'],
    ['an error with status 500', error(-32603, undefined, 500), 'HTTP status 500'],
    ['a header mismatch', error(-32020), 'refused server/discover: no (-32020)'],
    ['a missing capability', error(-32021), 'refused server/discover: no (-32021)'],
    [
      'versions that nobody here knows',
      error(-32022, { supported: ['2030-01-01'] }),
      'speaks the protocol versions ["2030-01-01"], none of which is known here',
    ],
  ])('is not legacy because of %s', async (_, script, message) => {
    const { upstream, found } = await tryDiscovery(legacyBehind(script));
    await expect(found).rejects.toThrow(message);
    expect(initialised(upstream)).toBe(false);
  });

  it('is what the definition says', async () => {
    const legacy = await tryDiscovery(legacyBehind(error(-32601)), { protocol: 'modern' });
    await expect(legacy.found).rejects.toThrow('does not speak MCP without sessions (protocol: modern)');
    expect(initialised(legacy.upstream)).toBe(false);
    const dual = await tryDiscovery(legacyBehind(modern([[]])), { protocol: 'legacy' });
    expect((await dual.found).protocolVersion).toBe('2025-11-25');
    expect(dual.upstream.requests('server/discover')).toEqual([]);
  });
});
