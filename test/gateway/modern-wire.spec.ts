import { beforeAll, describe, expect, it } from '@jest/globals';
import { KeepAlive } from '../../server/gateway/keep-alive.js';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { ModernWire, REVISION } from './support/modern-wire.js';
import { RawUpstream } from './support/raw-upstream.js';

const PROTOCOL_VERSION = 'io.modelcontextprotocol/protocolVersion';
const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';
const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';

let gateway: Gateway;
let token: string;
let client: ModernWire;

beforeAll(async () => {
  const region = { type: 'string', 'x-mcp-header': 'Region' };
  const level = { type: 'integer', 'x-mcp-header': 'Level' };
  const inputSchema = {
    type: 'object',
    properties: { region, nested: { type: 'object', properties: { level } } },
  };
  const upstream = await RawUpstream.start(
    [JSON.stringify({ name: 'mirrored', inputSchema }), '{"name":"plain","inputSchema":{"type":"object"}}'],
    () => '{"content":[]}',
  );
  gateway = await Gateway.start();
  await gateway.register('up', upstream.url);
  token = await gateway.client('agent', ['up']);
  client = new ModernWire(gateway.raw({ token }));
});

describe('the era of a request', () => {
  it('is modern with the envelope, or with a revision in the header that is not legacy', async () => {
    expect(
      (await client.send({ method: 'ping', headers: { 'mcp-protocol-version': undefined } })).message.error
        .code,
    ).toBe(-32020);
    const bare = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    const { status, body } = await gateway
      .raw({ token })
      .send({ body: bare, headers: { 'mcp-protocol-version': REVISION } });
    expect([status, JSON.parse(body.toString()).error.code]).toEqual([400, -32602]);
  });

  it('is legacy otherwise, on the same URL', async () => {
    const legacy = gateway.raw({ token });
    expect((await legacy.initialize()).status).toBe(200);
    expect((await legacy.call('tools/list')).result.tools).toHaveLength(2);
  });

  it.each(['GET', 'DELETE', 'PUT'])('leaves no method but POST: %s', async (method) => {
    const answer = await gateway
      .raw({ token })
      .send({ method, headers: { 'mcp-protocol-version': REVISION } });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
  });
});

describe('headers that disagree with the body, or lack', () => {
  const name = 'up__plain';

  it.each([
    ['no revision', { 'mcp-protocol-version': undefined }, 'MCP-Protocol-Version', null],
    ['another revision', { 'mcp-protocol-version': '2025-11-25' }, 'MCP-Protocol-Version', '2025-11-25'],
    ['no method', { 'mcp-method': undefined }, 'Mcp-Method', null],
    ['another method', { 'mcp-method': 'tools/list' }, 'Mcp-Method', 'tools/list'],
    ['the method in capitals', { 'mcp-method': 'TOOLS/CALL' }, 'Mcp-Method', 'TOOLS/CALL'],
    ['no name', { 'mcp-name': undefined }, 'Mcp-Name', null],
    ['another name', { 'mcp-name': 'up__mirrored' }, 'Mcp-Name', 'up__mirrored'],
    ['a name that is no base64', { 'mcp-name': '=?base64?!!?=' }, 'Mcp-Name', '=?base64?!!?='],
  ])('are refused: %s', async (_, headers, header, said) => {
    const { status, message } = await client.callTool(name, {}, { headers });
    expect(status).toBe(400);
    expect(message.error).toMatchObject({ code: -32020, data: { mismatch: { header: said } } });
    expect(message.error.message).toContain(header);
    expect(message.id).toEqual(expect.any(Number));
  });

  it.each([
    ['spaces around them', { 'mcp-name': '  up__plain  ' }],
    ['base64', { 'mcp-name': `=?base64?${Buffer.from(name).toString('base64')}?=` }],
    ['headers that stand for no argument', { 'mcp-param-other': 'x' }],
  ])('are no matter of %s', async (_, headers) => {
    expect((await client.callTool(name, {}, { headers })).message.result.resultType).toBe('complete');
  });

  it.each(['prompts/get', 'resources/read'])('are refused for %s too', async (method) => {
    const params = method === 'prompts/get' ? { name: 'x' } : { uri: 'x' };
    const { status, message } = await client.send({ method, params, headers: { 'mcp-name': 'y' } });
    expect([status, message.error.code]).toEqual([400, -32020]);
  });
});

describe('arguments that a tool mirrors', () => {
  const call = (args: object, headers: Record<string, string>) =>
    client.callTool('up__mirrored', args, { headers });

  it.each([
    ['missing', { region: 'eu' }, {}],
    ['another value', { region: 'eu' }, { 'mcp-param-region': 'us' }],
    ['another case', { region: 'eu' }, { 'mcp-param-region': 'EU' }],
    ['no base64', { region: 'eu' }, { 'mcp-param-region': '=?base64?*?=' }],
    ['another number', { nested: { level: 1 } }, { 'mcp-param-level': '2' }],
    ['text for a number', { nested: { level: 1 } }, { 'mcp-param-level': 'one' }],
    ['a number for text', { region: '1' }, { 'mcp-param-region': '1.0' }],
  ])('are refused with a header that is %s', async (_, args, headers) => {
    const { status, message } = await call(args, headers);
    expect([status, message.error.code]).toEqual([400, -32020]);
  });

  it.each([
    ['the same', { region: 'eu' }, { 'mcp-param-region': 'eu' }],
    ['the same in base64', { region: 'é' }, { 'mcp-param-region': '=?base64?w6k=?=' }],
    ['the same number', { nested: { level: 1 } }, { 'mcp-param-level': '1.0' }],
    ['absent, as the argument is', {}, {}],
    ['absent, for null', { region: null }, {}],
  ])('are taken with a header that is %s', async (_, args, headers) => {
    expect((await call(args, headers)).message.result.resultType).toBe('complete');
  });
});

describe('a revision that is not served', () => {
  it.each([
    ['in header and body', { [PROTOCOL_VERSION]: '2027-01-01' }],
    ['in the header, without an envelope', { [PROTOCOL_VERSION]: undefined }],
  ])('is refused with those that are: %s', async (_, meta) => {
    const headers = { 'mcp-protocol-version': '2027-01-01' };
    const { status, message } = await client.send({ method: 'tools/list', meta, headers });
    expect(status).toBe(400);
    expect(message.error.code).toBe(-32022);
    expect(message.error.data).toEqual({ supported: [REVISION], requested: '2027-01-01' });
  });
});

describe('an envelope', () => {
  it.each([
    ['lacks the revision', { [PROTOCOL_VERSION]: undefined }, { missing: [PROTOCOL_VERSION] }],
    ['lacks the capabilities', { [CAPABILITIES]: undefined }, { missing: [CAPABILITIES] }],
    ['has a revision that is no text', { [PROTOCOL_VERSION]: 1 }, { key: PROTOCOL_VERSION }],
    ['has capabilities that are no object', { [CAPABILITIES]: [] }, { key: CAPABILITIES }],
    ['has a level that is none', { [LOG_LEVEL]: 'loud' }, { key: LOG_LEVEL }],
    ['has a client that is no object', { [CLIENT_INFO]: 'me' }, { key: CLIENT_INFO }],
  ])('is refused when it %s', async (_, meta, envelope) => {
    const { status, message } = await client.send({ method: 'tools/list', meta });
    expect([status, message.error.code]).toEqual([400, -32602]);
    expect(message.error.data.envelope).toEqual(envelope);
  });

  it('need not name the client', async () => {
    const { status } = await client.callTool('up__plain', {}, { meta: { [CLIENT_INFO]: undefined } });
    expect(status).toBe(200);
  });

  it('may not hold a key twice', async () => {
    const meta = `{"${PROTOCOL_VERSION}":"${REVISION}","${PROTOCOL_VERSION}":"${REVISION}","${CAPABILITIES}":{}}`;
    const body = Buffer.from(`{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":${meta}}}`);
    const headers = { 'mcp-protocol-version': REVISION, 'mcp-method': 'tools/list' };
    const answer = await gateway.raw({ token }).send({ body, headers });
    expect([answer.status, JSON.parse(answer.body.toString()).error.code]).toEqual([400, -32600]);
  });
});

describe('what is no request', () => {
  const headers = { 'mcp-protocol-version': REVISION };
  const post = (body: Buffer | object, more = {}) =>
    gateway.raw({ token }).send({ body, headers: { ...headers, ...more } });

  it.each([
    ['no JSON', Buffer.from('{'), -32700],
    ['a batch', Buffer.from('[]'), -32600],
    ['an answer', { jsonrpc: '2.0', id: 1, result: {} }, -32600],
  ])('is refused: %s', async (_, body, code) => {
    const { status, body: answer } = await post(body);
    expect([status, JSON.parse(answer.toString()).error.code]).toEqual([400, code]);
  });

  it('is accepted when it is a notification whose headers say what it says', async () => {
    const notification = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };
    expect((await post(notification)).status).toBe(202);
    expect((await post(notification, { 'mcp-method': 'notifications/cancelled' })).status).toBe(202);
    expect((await post(notification, { 'mcp-method': 'tools/call' })).status).toBe(400);
  });

  it('is answered as JSON or as a stream, so both must be accepted', async () => {
    const { status } = await client.send({ method: 'tools/list', headers: { accept: 'application/json' } });
    expect(status).toBe(406);
  });
});

describe('a method', () => {
  it.each([
    'ping',
    'logging/setLevel',
    'resources/subscribe',
    'resources/unsubscribe',
    'initialize',
    'tools/none',
  ])('of other revisions, or of none, is not found: %s', async (method) => {
    const { status, message } = await client.send({ method });
    expect([status, message.error]).toEqual([404, { code: -32601, message: 'Method not found' }]);
  });

  it('gets a tool or resource that is not there refused in the answer, not by the status', async () => {
    const tool = await client.callTool('up__none');
    expect([tool.status, tool.message.error.code]).toEqual([200, -32602]);
    const read = await client.send({ method: 'resources/read', params: { uri: 'x://none' } });
    expect([read.status, read.message.error]).toMatchObject([
      200,
      { code: -32602, data: { uri: 'x://none' } },
    ]);
  });
});

describe('what the catalogue answers', () => {
  it('is discovered with revisions, capabilities and the name of the gateway', async () => {
    const { message, headers } = await client.send({ method: 'server/discover', id: 'one' });
    expect(headers['content-type']).toBe('application/json');
    expect(message).toMatchObject({
      id: 'one',
      result: {
        resultType: 'complete',
        supportedVersions: [REVISION],
        capabilities: { tools: { listChanged: true } },
        ttlMs: expect.any(Number),
        cacheScope: 'private',
        _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'mcpjungle' } },
      },
    });
  });

  it.each([
    ['tools/list', 'tools', 2],
    ['prompts/list', 'prompts', 0],
    ['resources/list', 'resources', 0],
    ['resources/templates/list', 'resourceTemplates', 0],
  ])('is cut to the client, who alone may keep it: %s', async (method, member, length) => {
    const { message } = await client.send({ method });
    expect(message.result).toMatchObject({ resultType: 'complete', cacheScope: 'private' });
    expect(message.result.ttlMs).toBeLessThanOrEqual(60_000);
    expect(message.result[member]).toHaveLength(length);
    expect(message.result._meta).toHaveProperty(['io.modelcontextprotocol/serverInfo']);
  });

  it('is nothing where the endpoint shows a server that the client may not reach', async () => {
    const hidden = new ModernWire(gateway.raw({ token, path: '/v0/servers/other/mcp' }));
    expect((await hidden.send({ method: 'server/discover' })).status).toBe(404);
    expect((await hidden.send({ method: 'tools/list' })).message.result.tools).toEqual([]);
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
    const patient = new ModernWire(gateway.raw({ token: await gateway.client('patient', ['slow']) }));
    const answer = patient.callTool('slow__slow');
    await eventually(() => expect(slow.calls).toHaveLength(1));
    const keepAlive = gateway.app.nest.get(KeepAlive);
    keepAlive.tick();
    keepAlive.tick();
    finish();
    const { events, headers } = await answer;
    expect(headers['content-type']).toBe('text/event-stream');
    expect(events).toMatchObject([{ result: { content: [], resultType: 'complete' } }]);
  });
});
