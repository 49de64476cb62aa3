import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonText, objectText } from '../support/arbitrary-json.js';
import { Gateway } from './support/gateway.js';
import type { RawAnswer, RawClient } from './support/raw-client.js';
import { RawUpstream } from './support/raw-upstream.js';

const MEBIBYTE = 1_048_576;
const TRICKY =
  '{"n":[1234567890123456789,-9007199254740993,1.0,1e2,1e400,-0,0.10000000000000000555],' +
  '"__proto__":{"x":1},"constructor":null,"2":"b","1":"a","same":1,"same":2,' +
  '"t":"\\u0041\\ud83d\\ude00 \\ud800 😀\\u0000\\/", "id":7 ,"name":"inner"\t}';
const DEFINITION = `{ "name" : "echo","inputSchema":{"type":"object","x":${TRICKY}},"later":1.0 }`;
const DEEP = `${'['.repeat(900)}${']'.repeat(900)}`;

let gateway: Gateway;
let upstream: RawUpstream;
let client: RawClient;

beforeAll(async () => {
  upstream = await RawUpstream.start([DEFINITION], () => '{}');
  gateway = await Gateway.start();
  await gateway.register('raw', upstream.url);
  client = gateway.raw({ token: await gateway.client('agent', ['raw']) });
  await client.initialize();
});

/** Everything around what is relayed is written in an unusual, but valid way too. */
const request = (id: string, args: string, name = '"raw__echo"') =>
  Buffer.from(
    `{"params":\n{"arguments":${args}, "n\\u0061me" :${name}},"id": ${id},"method":"tools/call","jsonrpc":"2.0"}`,
  );

async function callWith(args: string, result: string | Buffer, id = '1'): Promise<RawAnswer> {
  upstream.tool = () => result;
  return client.send({ body: request(id, args) });
}

async function expectRelayed(args: string, result: string | Buffer, id = '1'): Promise<void> {
  const answer = await callWith(args, result, id);
  expect(upstream.calls.at(-1)!.equals(request(id, args, '"echo"'))).toBe(true);
  const expected = [
    Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":`),
    Buffer.from(result),
    Buffer.from('}'),
  ];
  expect(answer.body.equals(Buffer.concat(expected))).toBe(true);
  upstream.calls.length = 0;
}

describe('what is relayed', () => {
  it.each([
    ['numbers, keys and characters that parsers change', TRICKY],
    ['deep nesting', `{"deep":${DEEP}}`],
    ['every character that JSON has', `{"all":${JSON.stringify(everyCharacter())}}`],
    ['a mebibyte of text', `{"text":"${'é'.repeat(MEBIBYTE / 2)}"}`],
    ['a mebibyte of small values', `{"rows":[${`{"id":1.0},`.repeat(MEBIBYTE / 11)}0]}`],
  ])('arrives byte for byte, up and down: %s', async (_, text) => {
    await expectRelayed(text, text);
  });

  it.each(['1', '0', '-7', '1.5', '"text"', '"\\u0031"', '""', '9007199254740991'])(
    'keeps the id %s',
    async (id) => {
      const { body } = await callWith('{}', '{}', id);
      expect(JSON.parse(body.toString()).id).toBe(JSON.parse(id));
    },
  );

  it('arrives byte for byte, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(objectText, jsonText, async (args, text) => {
        await expectRelayed(args, `{"content":[],"any":${text}}`);
      }),
      { numRuns: 300 },
    );
  });

  it('is a definition, whose name alone is another', async () => {
    const { body } = await client.send({ body: client.rpc('tools/list') });
    expect(body.toString()).toContain(`[${DEFINITION.replace('"echo"', '"raw__echo"')}]`);
  });

  it('becomes events without letting an upstream make events of its own', async () => {
    const progress = {
      jsonrpc: '2.0',
      method: 'notifications/progress',
      params: { progressToken: 1, progress: 1 },
    };
    upstream.tool = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify(progress).replace(',', ',\ndata: ')}\n\n`);
      response.write(
        `event: message\r\ndata: {"jsonrpc":"2.0","id":1,\r\ndata:\r\ndata: "result":{"n":${TRICKY}}}\r\n\r\n`,
      );
      response.end();
      return undefined;
    };
    const { headers, body } = await client.send({ body: request('1', '{}') });
    expect(headers['content-type']).toBe('text/event-stream');
    const withoutIds = body.toString().replace(/^id: .*$/gm, 'id: …');
    expect(withoutIds).toBe(
      'id: …\nretry: 1000\ndata: \n\n' +
        `id: …\nevent: message\ndata: ${JSON.stringify(progress).replace(',', ', ')}\n\n` +
        `id: …\nevent: message\ndata: {"jsonrpc":"2.0","id":1,  "result":{"n":${TRICKY}}}\n\n`,
    );
  });
});

/** All code points that UTF-16 can hold, lone surrogates too. */
function everyCharacter(): string {
  const parts: string[] = [];
  for (let code = 0; code < 0x10000; code++) parts.push(String.fromCharCode(code));
  for (let code = 0x10000; code < 0x110000; code += 257) parts.push(String.fromCodePoint(code));
  return parts.join(' ');
}
