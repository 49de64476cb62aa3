import { beforeAll, describe, expect, it } from '@jest/globals';
import { AuditReader } from './support/audit-reader.js';
import { Gateway } from './support/gateway.js';
import { ModernWire } from './support/modern-wire.js';
import { RawUpstream } from './support/raw-upstream.js';

const DEFINITION = '{"name":"t","inputSchema":{"type":"object"}}';
const SERVERS = {
  silent: {},
  off: { audit_arguments: false },
  on: { audit_arguments: true },
  careful: { audit_arguments: { redact: ['E-Mail'] } },
};

describe('audit_arguments', () => {
  let gateway: Gateway;
  let audit: AuditReader;
  let agent: ModernWire;
  let token: string;

  beforeAll(async () => {
    const upstream = await RawUpstream.start([DEFINITION], () => '{"content":[]}');
    gateway = await Gateway.start();
    for (const [name, fields] of Object.entries(SERVERS)) await gateway.register(name, upstream.url, fields);
    token = await gateway.client('agent', ['silent', 'off', 'on', 'careful']);
    agent = new ModernWire(gateway.raw({ token }));
    audit = new AuditReader(gateway.app);
  });

  /** The details of the call that the work makes. */
  async function detailsOf(work: () => Promise<unknown>, actor = 'agent'): Promise<unknown> {
    const { length } = await audit.all({ actor });
    await work();
    const [entry] = await audit.expecting(length + 1, { actor });
    return entry!.details;
  }
  const called = (server: string, args: object) => detailsOf(() => agent.callTool(`${server}__t`, args));

  it('leaves arguments out unless it is set', async () => {
    expect(await called('silent', { q: 'x' })).toBeNull();
    expect(await called('off', { q: 'x' })).toBeNull();
  });

  it('keeps them, but what is called or looks like a secret', async () => {
    const args = {
      q: 'x',
      email: 'a@b.c',
      list: [{ db_password: 'p' }, { deep: { apiKey: { all: 1 } } }],
      Authorization: 'whatever',
      max_tokens: 5,
      note: 'Bearer abcdefghijkl',
    };
    expect(await called('on', args)).toEqual({
      arguments: {
        ...args,
        list: [{ db_password: '***' }, { deep: { apiKey: '***' } }],
        Authorization: '***',
        note: '***',
      },
    });
  });

  it('masks the fields that are named, at any depth and in lists', async () => {
    const args = { email: 'a', to: [{ E_MAIL: ['b'], name: 'n' }], token: 't' };
    expect(await called('careful', args)).toEqual({
      arguments: { email: '***', to: [{ E_MAIL: '***', name: 'n' }], token: '***' },
    });
  });

  it('cuts long text, and keeps of too much only the size', async () => {
    expect(await called('on', { path: '/a', text: 'x'.repeat(700) })).toEqual({
      arguments: { path: '/a', text: `${'x'.repeat(500)}… (200 more characters)` },
    });
    const many = { list: Array.from({ length: 3_000 }, () => 1) };
    expect(await called('on', many)).toEqual({ arguments: { omitted_bytes: JSON.stringify(many).length } });
    const huge = { text: 'x'.repeat(1_000_000) };
    expect(await called('on', huge)).toEqual({ arguments: { omitted_bytes: JSON.stringify(huge).length } });
  });

  it('can be read whatever a client wrote', async () => {
    const body = '{"id":12345678901234567890,"a":"http://x:","b":"c@d","\\u0000":"\\ud800","n":1.5}';
    const legacy = gateway.raw({ token });
    await legacy.initialize();
    const text = JSON.stringify(legacy.rpc('tools/call', { name: 'on__t', arguments: 0 }));
    const send = (args: string) =>
      legacy.send({ body: Buffer.from(text.replace('"arguments":0', `"arguments":${args}`)) });
    expect(await detailsOf(() => send(body))).toMatchObject({
      arguments: { id: '12345678901234567890', a: 'http://x:', b: 'c@d', n: 1.5 },
    });
    const deep = await detailsOf(() => send(`{"a":${'['.repeat(500)}${']'.repeat(500)}}`));
    expect(JSON.stringify(deep)).toContain('…');
  });

  it('holds for calls over REST, and not for those that are denied', async () => {
    const body = { name: 'on__t', q: 'x', secret: 's' };
    const invoke = () => gateway.app.post('/api/v0/tools/invoke', { token: gateway.app.adminToken, body });
    await invoke();
    const entries = await audit.expecting(1, { actor: 'admin', tool: 'on__t' });
    expect(entries[0]!.details).toEqual({ arguments: { q: 'x', secret: '***' } });
    const stranger = await gateway.client('other', ['silent']);
    const denied = () => new ModernWire(gateway.raw({ token: stranger })).callTool('on__t', { q: 'x' });
    expect(await detailsOf(denied, 'other')).toBeNull();
  });

  it('comes through an export, and is changed by an apply', async () => {
    const { adminToken } = gateway.app;
    const { body } = await gateway.app.get('/api/v0/server_configs', { token: adminToken }).expect(200);
    const told = (body as { name: string; audit_arguments?: unknown }[]).map(
      ({ name, audit_arguments: value }) => [name, value],
    );
    expect(Object.fromEntries(told)).toEqual({ on: true, careful: { redact: ['E-Mail'] } });
    const apply = async (servers: object[]) => {
      const answer = await gateway.app.post('/api/v0/apply', { token: adminToken, body: { servers } });
      expect({ status: answer.status, body: answer.body as unknown }).toMatchObject({ status: 200 });
      return JSON.stringify(answer.body);
    };
    expect(await apply(body as object[])).not.toContain('audit_arguments');
    const on = (body as { name: string }[]).find(({ name }) => name === 'on')!;
    expect(await apply([{ ...on, audit_arguments: false }])).toContain('audit_arguments');
    expect(await called('on', { q: 'x' })).toBeNull();
  });

  it.each([
    ['yes', /audit_arguments must be true, false or/],
    [{}, /audit_arguments must be true, false or/],
    [{ redact: ['a'], only: [] }, /audit_arguments must be true, false or/],
    [{ redact: [''] }, /audit_arguments must name fields by text of 1 to 128/],
    [{ redact: Array.from({ length: 101 }, () => 'a') }, /audit_arguments must name at most 100/],
  ])('may not be %j', async (value, expected) => {
    const body = { name: 'wrong', transport: 'stdio', command: 'npx', audit_arguments: value };
    const answer = await gateway.app.post('/api/v0/servers', { token: gateway.app.adminToken, body });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toMatch(expected);
  });
});
