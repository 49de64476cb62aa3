import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { connectModern, textOf } from './support/modern-client.js';
import { ModernServer } from './support/modern-server.js';
import { ModernWire } from './support/modern-wire.js';

const ABLE = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} };

let gateway: Gateway;
let token: string;
let server: ModernServer;

beforeAll(async () => {
  [gateway, server] = await Promise.all([Gateway.start(), ModernServer.start()]);
  await gateway.register('new', server.url);
  token = await gateway.client('agent', ['new']);
});

const wire = (name = token, capabilities: object = ABLE) =>
  new ModernWire(gateway.raw({ token: name }), capabilities);

describe('a modern server', () => {
  it('is known for what it is', async () => {
    const { body } = await gateway.app.get('/api/v0/servers/new', { token: gateway.app.adminToken });
    expect(body).toMatchObject({ protocol: 'auto', protocol_version: '2026-07-28' });
  });

  it('is reached as it was after a restart', async () => {
    const other = await gateway.app.another();
    const { body } = await other.post('/api/v0/tools/call', {
      token: gateway.app.adminToken,
      body: { name: 'new__echo', arguments: { text: 'again' } },
    });
    expect(JSON.stringify(body)).toContain('again');
  });
});

describe('a modern client of a modern server', () => {
  it('calls tools, gets prompts, reads resources', async () => {
    const client = await connectModern(gateway, { token });
    const called = await client.callTool({ name: 'new__echo', arguments: { text: 'hi' } });
    expect(textOf(called)).toBe('"hi"');
    expect((await client.getPrompt({ name: 'new__greet' })).messages).toHaveLength(1);
    const uri = 'notes://one';
    expect((await client.readResource({ uri })).contents).toEqual([
      { uri: expect.any(String), text: 'a note' },
    ]);
    const [tool, prompt, read] = ['tools/call', 'prompts/get', 'resources/read'].map(
      (method) => server.requests(method).at(-1)!.headers['mcp-name'],
    );
    expect([tool, prompt, read]).toEqual(['echo', 'greet', uri]);
  });

  it('has its envelope and its marked arguments reach the server', async () => {
    await wire().callTool('new__regional', { region: 'eu-ärm' }, { headers: region('eu-ärm') });
    const { headers, params } = server.requests('regional').at(-1)!;
    expect(headers).toMatchObject({ 'mcp-method': 'tools/call', 'mcp-protocol-version': '2026-07-28' });
    expect(headers['mcp-param-region']).toBe(region('eu-ärm')['mcp-param-region']);
    expect(headers.authorization).toBeUndefined();
    expect(params._meta['io.modelcontextprotocol/clientCapabilities']).toEqual(ABLE);
  });

  it('hears of progress, and of the log where it wants to', async () => {
    const meta = { progressToken: 'p', 'io.modelcontextprotocol/logLevel': 'info' };
    const { events } = await wire().callTool('new__steps', {}, { meta });
    expect(events!.map(({ method, params }) => params?.progress ?? params?.data ?? method)).toEqual([
      ...['step 1', 1, 'step 2', 2, undefined],
    ]);
    expect((await wire().callTool('new__steps')).events).toBeUndefined();
  });

  it('cancels by leaving', async () => {
    const request = await opened('gone');
    request.on('error', () => {}).destroy();
    await eventually(() => expect(server.waiting.get('gone')!.cancelled).toBe(true));
  });

  it('answers what the server asks', async () => {
    const client = await connectModern(gateway, {
      token,
      capabilities: ABLE,
      setUp: (agent) => {
        agent.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { name: 'Ada' } }));
        agent.setRequestHandler('roots/list', () => ({ roots: [{ uri: 'file:///a' }] }));
      },
    });
    const called = await client.callTool({ name: 'new__ask', arguments: { questions: ['form', 'roots'] } });
    expect(JSON.parse(textOf(called))).toEqual({
      state: 'kept',
      answers: {
        form: { action: 'accept', content: { name: 'Ada' } },
        roots: { roots: [{ uri: 'file:///a' }] },
      },
    });
  });

  it('gets the state of the server sealed, for itself and this tool only', async () => {
    const args = { questions: ['form'] };
    const { message } = await wire().callTool('new__ask', args);
    const { requestState, resultType } = message.result;
    expect(resultType).toBe('input_required');
    expect(requestState).not.toContain('kept');
    const params = { requestState, inputResponses: { form: { action: 'decline' } } };
    const retry = (client: ModernWire, tool: string, changed = {}) =>
      client.callTool(tool, args, { params: { ...params, ...changed } });
    const other = await gateway.client('other', ['new']);
    const stale = { code: -32602, message: 'Invalid or expired requestState' };
    const before = server.requests('tools/call').length;
    expect((await retry(wire(other), 'new__ask')).message.error).toEqual(stale);
    expect((await retry(wire(), 'new__echo')).message.error).toEqual(stale);
    expect((await retry(wire(), 'new__ask', { requestState: `${requestState}A` })).message.error).toEqual(
      stale,
    );
    expect((await retry(wire(), 'new__ask', { requestState: 'kept' })).message.error).toEqual(stale);
    expect(server.requests('tools/call')).toHaveLength(before);
    expect((await retry(wire(), 'new__ask')).message.result.resultType).toBe('complete');
    expect(server.requests('ask').at(-1)!.params.requestState).toBe('kept');
  });

  it('does not offer tasks, which nobody could ask after', async () => {
    const extensions = { 'io.modelcontextprotocol/tasks': {}, 'com.example/other': {} };
    await wire(token, { extensions }).callTool('new__echo', { text: 'a' });
    expect(server.requests('echo').at(-1)!.params._meta).toMatchObject({
      'io.modelcontextprotocol/clientCapabilities': { extensions: { 'com.example/other': {} } },
    });
    expect(JSON.stringify(server.requests('echo').at(-1)!.params)).not.toContain('tasks');
  });

  async function opened(label: string) {
    const call = wire().open({ method: 'tools/call', params: { name: 'new__wait', arguments: { label } } });
    await eventually(() => expect(server.waiting.has(label)).toBe(true));
    return call;
  }
});

function region(value: string): { 'mcp-param-region': string } {
  return { 'mcp-param-region': `=?base64?${Buffer.from(value).toString('base64')}?=` };
}
