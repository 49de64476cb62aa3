import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEventView } from '../../api/audit.js';
import { onEveryDatabase } from '../support/every-database.js';
import { AuditReader } from '../gateway/support/audit-reader.js';
import { Gateway } from '../gateway/support/gateway.js';
import { ModernWire } from '../gateway/support/modern-wire.js';
import { ScriptedUpstream, greeting, result } from '../gateway/support/scripted-upstream.js';

const SECRET = 'hush-hush';
const secret = (of: string) => `${SECRET}-${of}`;

onEveryDatabase(({ fresh }) => {
  describe('what is administered', () => {
    let gateway: Gateway;
    let audit: AuditReader;
    let upstream: ScriptedUpstream;
    let description = 'before';
    /** Tokens that were generated. */
    const tokens: string[] = [];

    const send = (method: 'get' | 'post' | 'put' | 'delete', path: string, body?: object) =>
      gateway.app.send(method, `/api/v0/${path}`, { token: gateway.app.adminToken, body });
    /** What was written down with the work, the oldest first; that it failed is written when it is. */
    const during = async (work: () => Promise<unknown>) => {
      const known = new Set((await audit.all()).map(({ id }) => id));
      await work();
      const entries = (await audit.all()).filter(({ id }) => !known.has(id)).reverse();
      return entries.filter(({ action }) => action !== 'request.failed');
    };
    const only = async (work: () => Promise<unknown>) => {
      const entries = await during(work);
      expect(entries.map(({ action }) => action)).toHaveLength(1);
      return entries[0]!;
    };

    beforeAll(async () => {
      upstream = await ScriptedUpstream.start((received, response) => {
        if (greeting(received, response)) return;
        const tools = [{ name: 't', description, inputSchema: { type: 'object' } }];
        result(received, response, received.rpc.method === 'tools/list' ? { tools } : { content: [] });
      });
      gateway = await Gateway.start({ DATABASE_URL: await fresh() });
      audit = new AuditReader(gateway.app);
      tokens.push(gateway.app.adminToken);
      await audit.expecting(2);
    });

    const server = (fields: object = {}) => ({
      name: 'up',
      transport: 'streamable_http',
      url: upstream.url,
      bearer_token: secret('bearer'),
      headers: { 'X-Key': secret('header') },
      ...fields,
    });

    it('begins with the initialisation, by whoever came first', async () => {
      const entries = await audit.all();
      expect(entries.find(({ action }) => action === 'server.init')).toMatchObject({
        actor_kind: 'anonymous',
        target: 'server',
        outcome: 'success',
        details: { after: { username: 'admin', role: 'admin' } },
        request_id: expect.any(String),
      });
    });

    it('is written down with who did it and what differs', async () => {
      const body = { username: 'alice', access_token: secret('alice') };
      const created = await only(() => send('post', 'users', body).expect(201));
      expect(created).toMatchObject({
        actor_kind: 'user',
        actor: 'admin',
        action: 'user.create',
        target: 'user alice',
        outcome: 'success',
        details: { after: { username: 'alice', role: 'user', expires_at: null } },
      });
      const answer = await send('put', 'users/alice', { role: 'admin' }).expect(200);
      const [updated] = await audit.all({ limit: '1' });
      expect(updated).toMatchObject({
        action: 'user.update',
        details: { before: { role: 'user' }, after: { role: 'admin' } },
        request_id: answer.headers['x-request-id'],
      });
      expect(updated!.details).toEqual({ before: { role: 'user' }, after: { role: 'admin' } });
    });

    it('is there once and with the change, or not at all', async () => {
      expect(await during(() => send('post', 'users', { username: 'alice' }).expect(409))).toEqual([]);
      expect(await during(() => send('delete', 'users/nobody').expect(404))).toEqual([]);
      expect(await during(() => send('delete', 'clients/nobody').expect(204))).toEqual([]);
      const definition = { servers: [server({ name: 'one' })], users: [{ name: 'bob' }, { name: 'x y' }] };
      expect(await during(() => send('post', 'apply', definition).expect(400))).toEqual([]);
    });

    it.each([
      ['post', 'clients', { name: 'c', allow_list: ['up'], access_token: secret('client') }, 'client.create'],
      ['put', 'clients/c', { allow_list: ['*'] }, 'client.update'],
      ['post', 'clients/c/rotate', { grace_seconds: 60 }, 'client.rotate'],
      ['post', 'users/alice/rotate', {}, 'user.rotate'],
      ['post', 'servers', () => server(), 'server.register'],
      ['put', 'servers/up', () => server({ bearer_token: secret('other') }), 'server.update'],
      ['post', 'servers?force=true', () => server(), 'server.replace'],
      ['post', 'servers/up/disable', undefined, 'server.disable'],
      ['post', 'servers/up/enable', undefined, 'server.enable'],
      ['post', 'tools/disable?entity=up__t', undefined, 'tool.disable'],
      ['post', 'tools/enable?entity=up', undefined, 'tool.enable'],
      ['put', 'tools/override?name=up__t', { rename: 'other' }, 'tool.override'],
      ['post', 'tool-groups', { name: 'g', included_servers: ['up'] }, 'group.create'],
      ['put', 'tool-groups/g', { description: 'new', included_servers: ['up'] }, 'group.update'],
      ['delete', 'tool-groups/g', undefined, 'group.delete'],
      ['get', 'server_configs', undefined, 'server_configs.read'],
      ['delete', 'clients/c', undefined, 'client.delete'],
      ['delete', 'users/alice', undefined, 'user.delete'],
    ] as const)('%s %s', async (method, path, body, action) => {
      const entry = await only(async () => {
        const answer = await send(method, path, typeof body === 'function' ? body() : body);
        expect(answer.status).toBeLessThan(300);
        const { access_token: token } = answer.body as { access_token?: string };
        if (token !== undefined) tokens.push(token);
      });
      expect({ ...entry, details: entry.details ?? {} }).toMatchObject({
        action,
        actor: 'admin',
        outcome: 'success',
        details: DETAILS[action] ?? {},
      });
    });

    it('is not written down when secrets are not shown', async () => {
      expect(await during(() => send('get', 'server_configs?secrets=false').expect(200))).toEqual([]);
      expect(await during(() => send('get', 'servers').expect(200))).toEqual([]);
    });

    it('says of a tool that it was changed by its server, and how', async () => {
      description = 'after';
      const entries = await during(() => send('post', 'servers/up/refresh').expect(200));
      expect(entries).toMatchObject([
        { action: 'server.refresh', server: 'up', details: { tool: { changed: ['up__t'] } } },
        { action: 'tool.changed', server: 'up', tool: 'up__t', actor: 'admin' },
      ]);
      const { before, after } = entries[1]!.details as Record<string, Record<string, string>>;
      expect(JSON.parse(before!.definition!)).toMatchObject({ description: 'before' });
      expect(JSON.parse(after!.definition!)).toMatchObject({ description: 'after' });
      expect(before!.fingerprint).not.toBe(after!.fingerprint);
    });

    it('is one entry a change when a whole configuration is applied, all of one request', async () => {
      const definition = { servers: [server({ description: 'new' })], users: [{ name: 'carol' }] };
      const entries = await during(() => send('post', 'apply', definition).expect(200));
      expect(entries.map(({ action }) => action)).toEqual(['server.update', 'user.create']);
      expect(new Set(entries.map(({ request_id }) => request_id)).size).toBe(1);
      expect(entries[0]!.details).toEqual({ before: { description: '' }, after: { description: 'new' } });
    });

    it('counts refusals, however many there are', async () => {
      const refuse = (path: string, token: string) => gateway.app.get(path, { token });
      for (let i = 0; i < 20; i++) await refuse(`/api/v0/users?x=${SECRET}`, secret('wrong')).expect(401);
      const token = await gateway.client('limited', ['up']);
      await refuse('/api/v0/users', token).expect(403);
      tokens.push(token);
      const refused = await audit.expecting(2, { outcome: 'denied' });
      expect(refused.map(({ actor, target, error_code }) => [actor, target, error_code])).toEqual([
        ['limited', 'GET /api/v0/users', 'wrong_token_kind'],
        ['anonymous', 'GET /api/v0/users', 'unauthorized'],
      ]);
      await gateway.app.close();
      gateway = await gateway.restart();
      audit = new AuditReader(gateway.app);
      const [counted] = await audit.expecting(3, { outcome: 'denied' });
      expect(counted).toMatchObject({ error_code: 'unauthorized', details: { repeated: 19 } });
    });

    it('never tells a secret', async () => {
      const token = await gateway.client('agent', ['up']);
      tokens.push(token);
      const agent = new ModernWire(gateway.raw({ token }));
      await agent.callTool('up__t', { password: secret('argument') });
      await agent.callTool(`Bearer ${secret('name')}`);
      await audit.expecting(2, { actor: 'agent' });
      const text = JSON.stringify(await audit.all());
      expect(text).not.toContain(SECRET);
      expect(tokens.length).toBeGreaterThan(4);
      for (const each of tokens) expect(text).not.toContain(each);
      expect(text.length).toBeGreaterThan(5_000);
    });
  });
});

const masked = { bearer_token: '***', headers: { 'X-Key': '***' } };

/** What is said of some of them. */
const DETAILS: Record<string, AuditEventView['details']> = {
  'client.update': { before: { allow_list: ['up'] }, after: { allow_list: ['*'] } },
  'client.rotate': { grace_seconds: 60 },
  'server.register': { after: { name: 'up', ...masked } },
  'server.update': { secrets_changed: ['bearer_token'], before: {}, after: {} },
  'server.disable': { before: { enabled: true }, after: { enabled: false } },
  'tool.disable': { before: { enabled: true }, after: { enabled: false } },
  'tool.override': { before: { name: null }, after: { name: 'up__other' } },
  'group.update': { before: { description: '' }, after: { description: 'new' } },
};
