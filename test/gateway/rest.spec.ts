import { request } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Database } from '../../server/database/database.js';
import { Catalog } from '../../server/registry/catalog.service.js';
import { McpServer } from '../../server/registry/mcp-server.entity.js';
import { Tool } from '../../server/registry/tool.entity.js';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { RawUpstream } from './support/raw-upstream.js';
import { startSdkServer } from './support/sdk-server.js';

const EXACT = '{"n":1234567890123456789,"f":1.0,"big":1e400,"__proto__":{"x":-0}}';
let gateway: Gateway;
let raw: RawUpstream;
let token: string;
/** What became of the call of the tool `wait`. */
let waiting: 'no' | 'yes' | 'cancelled' = 'no';

beforeAll(async () => {
  raw = await RawUpstream.start(['{"name":"echo","inputSchema":{"type":"object"}}'], () => '{"content":[]}');
  const sdk = await startSdkServer((server) => {
    server.registerTool('steps', {}, async ({ _meta, sendNotification }) => {
      const { progressToken } = _meta!;
      for (let progress = 1; progress <= 2; progress++) {
        await sendNotification({
          method: 'notifications/progress',
          params: { progressToken: progressToken!, progress, total: 2 },
        });
      }
      return { content: [{ type: 'text', text: 'done' }] };
    });
    server.registerTool('wait', {}, ({ signal }) => {
      waiting = 'yes';
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          waiting = 'cancelled';
          resolve({ content: [] });
        });
      });
    });
    server.registerPrompt('greet', { argsSchema: { who: z.string() } }, ({ who }) => ({
      description: 'A greeting',
      messages: [{ role: 'user', content: { type: 'text', text: `Hello ${who}` } }],
    }));
    server.registerResource('readme', 'doc://readme', { mimeType: 'text/plain' }, (uri) => ({
      contents: [{ uri: uri.href, text: 'Read me' }],
    }));
  });
  gateway = await Gateway.start();
  await gateway.register('raw', raw.url);
  await gateway.register('sdk', sdk.url);
  token = await gateway.app.createUser('someone');
});

const post = (path: string, body: object, headers?: Record<string, string>) =>
  gateway.app.post(`/api/v0/${path}`, { token, body, headers });

/** Sends these very bytes. */
function send(path: string, text: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const all = { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers };
    const outgoing = request(
      `${gateway.app.url}/api/v0/${path}`,
      { method: 'POST', headers: all },
      (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        answer.on('end', () => resolve(body));
      },
    );
    outgoing.on('error', reject).end(text);
  });
}

describe('POST /tools/call', () => {
  it('relays arguments and result as they are written', async () => {
    raw.tool = () => `{"content":[],"x":${EXACT}}`;
    expect(await send('tools/call', `{"name":"raw__echo","arguments":${EXACT}}`)).toBe(
      `{"content":[],"x":${EXACT}}`,
    );
    expect(raw.calls.at(-1)!.toString()).toContain(`"arguments":${EXACT}`);
    expect(raw.calls.at(-1)!.toString()).toContain('"name":"echo"');
  });

  it('needs no arguments', async () => {
    raw.tool = () => '{"content":[]}';
    await post('tools/call', { name: 'raw__echo' }).expect(200, { content: [] });
    await post('tools/call', { name: 'raw__echo', arguments: null }).expect(200);
    expect(raw.calls.at(-1)!.toString()).not.toContain('arguments');
  });

  it.each([
    [{}, 'invalid', /name must be a string/],
    [{ name: 'raw__echo', arguments: [] }, 'invalid', /arguments/],
    [{ name: 'raw__echo', more: 1 }, 'invalid', /unknown field "more"/],
    [{ name: 'echo' }, 'invalid', /<server>__<tool>/],
  ])('answers %j with 400', async (body, code, error) => {
    const answer = await post('tools/call', body).expect(400);
    expect(answer.body).toMatchObject({ code, error: expect.stringMatching(error) });
  });

  it('names what is near to a tool that is not there', async () => {
    const { body } = await post('tools/call', { name: 'raw__ecko' }).expect(404);
    expect(body).toMatchObject({ code: 'not_found', details: ['raw__echo'] });
  });

  it("names the server in its server's failures", async () => {
    raw.tool = answering('"error":{"code":-32000,"message":"out of paper"}');
    const { body } = await post('tools/call', { name: 'raw__echo' }).expect(502);
    expect(body).toMatchObject({
      code: 'upstream_failed',
      error: expect.stringMatching(/"raw".*out of paper/),
    });
  });

  it('streams progress, then the result', async () => {
    const text = await send('tools/call', '{"name":"sdk__steps"}', { accept: 'text/event-stream' });
    const events = text.trim().split('\n\n');
    expect(events.map((event) => event.split('\n')[0])).toEqual([
      'event: progress',
      'event: progress',
      'event: result',
    ]);
    expect(JSON.parse(events[0]!.split('data: ')[1]!)).toMatchObject({ progress: 1, total: 2 });
    expect(JSON.parse(events[2]!.split('data: ')[1]!)).toEqual({ content: [{ type: 'text', text: 'done' }] });
  });

  it('has a status for what fails before anything is streamed, and an event for what fails later', async () => {
    const headers = { accept: 'text/event-stream' };
    await post('tools/call', { name: 'raw__none' }, headers).expect(404);
    raw.tool = (body, response) => {
      const { id, params } = JSON.parse(body.toString());
      const progress = { progressToken: params._meta.progressToken, progress: 1 };
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(
        `data: {"jsonrpc":"2.0","method":"notifications/progress","params":${JSON.stringify(progress)}}\n\n`,
      );
      response.end(`data: {"jsonrpc":"2.0","id":${id},"error":{"code":-32603,"message":"jammed"}}\n\n`);
      return undefined;
    };
    const events = (await send('tools/call', '{"name":"raw__echo"}', headers)).trim().split('\n\n');
    expect(events).toHaveLength(2);
    const [kind, data] = events[1]!.split('\ndata: ');
    expect([kind, JSON.parse(data!)]).toEqual([
      'event: error',
      { code: 'upstream_failed', error: expect.stringContaining('jammed') },
    ]);
  });

  it('is cancelled when the caller goes away', async () => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const outgoing = request(`${gateway.app.url}/api/v0/tools/call`, { method: 'POST', headers });
    outgoing.on('error', () => {}).end('{"name":"sdk__wait"}');
    await eventually(() => expect(waiting).toBe('yes'));
    outgoing.destroy();
    await eventually(() => expect(waiting).toBe('cancelled'));
  });

  it('says of a tool or server that is disabled that it is', async () => {
    await set(Tool, { name: 'steps' }, false);
    const { body } = await post('tools/call', { name: 'sdk__steps' }).expect(422);
    expect(body).toMatchObject({ code: 'rule_violated', error: 'tool "sdk__steps" is disabled' });
    await set(Tool, { name: 'steps' }, true);
    await set(McpServer, { name: 'sdk' }, false);
    const answer = await post('tools/call', { name: 'sdk__steps' }).expect(422);
    expect(answer.body).toMatchObject({ error: 'MCP server "sdk" is disabled' });
    await set(McpServer, { name: 'sdk' }, true);
    await post('tools/call', { name: 'sdk__steps' }).expect(200);
  });

  it("is closed to MCP clients' tokens", async () => {
    const client = await gateway.client('agent', ['*']);
    const body = { name: 'raw__echo' };
    await gateway.app.post('/api/v0/tools/call', { token: client, body }).expect(403);
  });
});

describe('POST /tools/invoke', () => {
  it('takes everything beside the name for arguments, as it is written', async () => {
    raw.tool = () => '{"content":[]}';
    expect(await send('tools/invoke', `{"a":1.0,"name":"raw__echo","x":${EXACT}}`)).toBe('{"content":[]}');
    expect(raw.calls.at(-1)!.toString()).toContain(`"arguments":{"a":1.0,"x":${EXACT}}`);
  });

  it.each([[{}], [{ name: 7 }], [{ name: null }]])('answers %j with 400', async (body) => {
    await post('tools/invoke', body).expect(400);
  });

  it('answers an empty body with 400', async () => {
    await gateway.app.post('/api/v0/tools/invoke', { token }).expect(400);
  });
});

describe('POST /prompts/render and /resources/read', () => {
  it('renders a prompt', async () => {
    const body = { name: 'sdk__greet', arguments: { who: 'world' } };
    await post('prompts/render', body).expect(200, {
      description: 'A greeting',
      messages: [{ role: 'user', content: { type: 'text', text: 'Hello world' } }],
    });
    await post('prompts/render', { name: 'sdk__greed' }).expect(404);
  });

  it('reads a resource by its own URI and by its alias', async () => {
    await post('resources/read', { uri: 'doc://readme' }).expect(200, {
      contents: [{ uri: 'doc://readme', text: 'Read me' }],
    });
    const uri = `mcpj://res/sdk/${Buffer.from('doc://readme').toString('base64').replace(/=+$/, '')}`;
    await post('resources/read', { uri }).expect(200, { contents: [{ uri, text: 'Read me' }] });
    await post('resources/read', { uri: 'doc://none' }).expect(404);
  });
});

/** Disables or enables in the database, as no route does yet. */
async function set(entity: typeof Tool | typeof McpServer, where: { name: string }, enabled: boolean) {
  await gateway.app.nest.get(Database).change((manager) => manager.update(entity, where, { enabled }));
  await gateway.app.nest.get(Catalog).reload();
}

/** Answers with this member instead of a result. */
function answering(member: string): RawUpstream['tool'] {
  return (body, response) => {
    const { id } = JSON.parse(body.toString());
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(`{"jsonrpc":"2.0","id":${id},${member}}`);
    return undefined;
  };
}
