import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mutated, objectText } from '../support/arbitrary-json.js';
import { Gateway } from './support/gateway.js';
import type { RawAnswer, RawClient } from './support/raw-client.js';
import { RawUpstream } from './support/raw-upstream.js';

const MAX_BODY_BYTES = 100_000;
let client: RawClient;
let upstream: RawUpstream;

beforeAll(async () => {
  upstream = await RawUpstream.start(
    ['{"name":"echo","inputSchema":{"type":"object"}}'],
    () => '{"content":[]}',
  );
  const gateway = await Gateway.start({ MAX_BODY_BYTES: String(MAX_BODY_BYTES) });
  await gateway.register('raw', upstream.url);
  client = gateway.raw({ token: await gateway.client('agent', ['raw']) });
  await client.initialize();
});

function errorOf({ status, body, headers }: RawAnswer) {
  expect(headers['content-type']).toMatch(/^application\/json/);
  const message = JSON.parse(body.toString());
  const { id, ...rest } = message;
  expect(id === null || ['string', 'number'].includes(typeof id)).toBe(true);
  expect(rest).toEqual({
    jsonrpc: '2.0',
    error: expect.objectContaining({ code: expect.any(Number), message: expect.any(String) }),
  });
  return [status, message.error.code, id];
}

describe('a body that is no message', () => {
  it.each([
    ['nothing', '', 400, -32700],
    ['no JSON', '{', 400, -32700],
    ['two documents', '{}{}', 400, -32700],
    ['no UTF-8 in a key', Buffer.from([0x7b, 0x22, 0xff, 0x22]), 400, -32700],
    ['a number', '7', 400, -32600],
    ['null', 'null', 400, -32600],
    ['an empty object', '{}', 400, -32600],
    ['an empty batch', '[]', 400, -32600],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', 400, -32600],
    ['no version', '{"id":1,"method":"ping"}', 400, -32600],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"ping"}', 400, -32600],
    ['an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"ping"}', 400, -32600],
    ['an id that is null', '{"jsonrpc":"2.0","id":null,"method":"ping"}', 400, -32600],
    ['a method that is a number', '{"jsonrpc":"2.0","id":1,"method":1}', 400, -32600],
    ['both request and result', '{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}', 400, -32600],
    ['two ids', '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}', 400, -32600],
    ['two methods', '{"jsonrpc":"2.0","id":1,"method":"ping","method":"x"}', 400, -32600],
    ['too deep', `{"jsonrpc":"2.0","id":1,"method":"x","params":${'['.repeat(9999)}`, 400, -32700],
    ['an answer nobody asked for', '{"jsonrpc":"2.0","id":1,"result":{}}', 400, -32600],
    ['an error nobody asked for', '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}}', 400, -32600],
  ])('%s', async (_, body, status, code) => {
    expect(errorOf(await client.send({ body: Buffer.from(body) }))).toEqual([status, code, null]);
  });
});

describe('a request that asks for nothing there is', () => {
  const call = (params: string) => `{"jsonrpc":"2.0","id":"q","method":"tools/call","params":${params}}`;
  it.each([
    ['an unknown method', '{"jsonrpc":"2.0","id":"q","method":"no/such"}', 200, -32601],
    ['a method of prototypes', '{"jsonrpc":"2.0","id":"q","method":"__proto__"}', 200, -32601],
    ['an unknown tool', call('{"name":"raw__nothing"}'), 200, -32602],
    ['a tool of prototypes', call('{"name":"__proto__"}'), 200, -32602],
    ['no parameters', '{"jsonrpc":"2.0","id":"q","method":"tools/call"}', 200, -32602],
    ['parameters in an array', call('["raw__echo"]'), 200, -32602],
    ['a name that is a number', call('{"name":7}'), 200, -32602],
    ['two names', call('{"name":"raw__nothing","name":"raw__echo"}'), 400, -32600],
    ['two names, one escaped', call('{"name":"raw__echo","n\\u0061me":"raw__nothing"}'), 400, -32600],
    ['a cursor', '{"jsonrpc":"2.0","id":"q","method":"tools/list","params":{"cursor":"x"}}', 200, -32602],
    [
      'an unknown resource',
      '{"jsonrpc":"2.0","id":"q","method":"resources/read","params":{"uri":"x:"}}',
      200,
      -32002,
    ],
    ['no ref', '{"jsonrpc":"2.0","id":"q","method":"completion/complete","params":{}}', 200, -32602],
    [
      'an odd ref',
      '{"jsonrpc":"2.0","id":"q","method":"completion/complete","params":{"ref":{"type":"x"}}}',
      200,
      -32602,
    ],
  ])('%s', async (_, body, status, code) => {
    expect(errorOf(await client.send({ body: Buffer.from(body) }))).toEqual([status, code, 'q']);
    expect(upstream.calls).toHaveLength(0);
  });
});

describe('a request with wrong headers', () => {
  const ping = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"ping"}');
  it.each([
    ['another Content-Type', 415, { 'content-type': 'text/plain' }],
    ['no Content-Type', 415, { 'content-type': undefined }],
    ['an Accept without streams', 406, { accept: 'application/json' }],
    ['an Accept without JSON', 406, { accept: 'text/event-stream' }],
    ['an unknown revision', 400, { 'mcp-protocol-version': '2026-07-28' }],
    ['no session', 400, { 'mcp-session-id': undefined }],
    ['an unknown session', 404, { 'mcp-session-id': 'x' }],
    ['no token', 401, { authorization: 'Basic eDp5' }],
  ])('%s', async (_, status, headers) => {
    expect(errorOf(await client.send({ body: ping, headers }))[0]).toBe(status);
  });

  it.each([
    [{ accept: '*/*' }],
    [{ accept: undefined }],
    [{ accept: 'application/*, text/*;q=0.1' }],
    [{ 'content-type': 'application/json; charset=utf-8' }],
    [{ 'mcp-protocol-version': undefined }],
    [{ 'mcp-protocol-version': '2024-11-05' }],
  ])('but takes %j', async (headers) => {
    expect((await client.send({ body: ping, headers })).status).toBe(200);
  });

  it('is refused on GET and DELETE as well', async () => {
    expect(errorOf(await client.send({ method: 'GET', headers: { accept: 'text/html' } }))[0]).toBe(406);
    const headers = { 'mcp-session-id': undefined };
    expect(errorOf(await client.send({ method: 'GET', headers }))[0]).toBe(400);
    expect(errorOf(await client.send({ method: 'DELETE', headers }))[0]).toBe(400);
    expect(errorOf(await client.send({ method: 'DELETE', headers: { 'mcp-session-id': 'x' } }))[0]).toBe(404);
  });

  it.each(['PUT', 'PATCH'])('refuses %s and says what it takes', async (method) => {
    const { status, headers } = await client.send({ method });
    expect([status, headers.allow]).toEqual([405, 'GET, POST, DELETE']);
  });

  it('refuses a body that is too large', async () => {
    expect(errorOf(await client.send({ body: Buffer.alloc(MAX_BODY_BYTES + 1, ' ') }))[0]).toBe(413);
  });
});

it('answers any bytes', async () => {
  const messages = objectText.map((params) =>
    Buffer.from(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${params}}`),
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
    mutated(messages),
    mutated(
      fc.constant(
        Buffer.from('{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"x"}}'),
      ),
    ),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (body) => {
      const answer = await client.send({ body });
      if (answer.status !== 202) JSON.parse(answer.body.toString());
      if (answer.status >= 300) errorOf(answer);
      expect(answer.status).toBeLessThan(500);
    }),
    { numRuns: 500 },
  );
});
