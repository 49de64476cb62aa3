import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { eventually } from '../support/eventually.js';
import { everythingBehindToken } from '../support/everything.js';
import { onEveryDatabase, randomKey } from '../support/every-database.js';
import type { Front } from '../support/front.js';
import { ListingUpstream } from '../support/listing-upstream.js';
import { freePort } from '../support/ports.js';
import { named } from '../support/registry-store.js';
import { TestApp } from '../support/test-app.js';

interface Named {
  name: string;
}

const SERVERS = '/api/v0/servers';
const definition = (name: string, url: string, fields: object = {}) => ({
  name,
  transport: 'streamable_http',
  url,
  ...fields,
});

onEveryDatabase(({ fresh }) => {
  let app: TestApp;
  let upstream: ListingUpstream;

  beforeAll(async () => {
    app = await TestApp.start({ databaseUrl: await fresh() });
    upstream = await ListingUpstream.open({
      tools: [[named('a')], [named('b')]],
      prompts: [[named('p')]],
      resources: [['{"uri":"file:///r","name":"r"}']],
    });
  });

  const register = (fields: object, query = '') => app.post(`${SERVERS}${query}`, { body: fields });
  const listed = async () => (await app.get(SERVERS).expect(200)).body.map(({ name }: Named) => name);
  const toolsOf = async (server: string) =>
    (await app.get(`/api/v0/tools?server=${server}`).expect(200)).body.map(({ name }: Named) => name);

  describe('POST /servers', () => {
    it('registers a server with all it provides', async () => {
      const { body } = await register(definition('full', upstream.url, { description: 'd' })).expect(201);
      expect(body).toEqual({
        server: {
          name: 'full',
          transport: 'streamable_http',
          enabled: true,
          description: 'd',
          session_mode: 'stateless',
          protocol: 'auto',
          protocol_version: '2025-11-25',
          url: upstream.url,
          headers: {},
          health: 'healthy',
          calls: 0,
          open_sessions: 0,
          last_success_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          last_error: null,
          last_error_at: null,
          tools: 2,
          prompts: 1,
          resources: 1,
          created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          last_discovered_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        },
        warnings: [],
      });
      expect((await app.get(`${SERVERS}/full`).expect(200)).body).toEqual(body.server);
      expect(await toolsOf('full')).toEqual(['full__a', 'full__b']);
    });

    it('sends the secrets to the server and shows them to nobody', async () => {
      const secrets = { bearer_token: 'b-secret', headers: { 'X-Key': 'h-secret' } };
      const { body } = await register(definition('secret', upstream.url, secrets)).expect(201);
      expect(upstream.arrivals.at(-1)).toMatchObject({
        authorization: 'Bearer b-secret',
        'x-key': 'h-secret',
      });
      expect(body.server).toMatchObject({ bearer_token: '***', headers: { 'X-Key': '***' } });
      const answers = await Promise.all([app.get(SERVERS), app.get(`${SERVERS}/secret`)]);
      expect(JSON.stringify(answers.map((answer) => answer.text))).not.toMatch(/[bh]-secret/);
    });

    it('keeps a secret that comes back masked', async () => {
      const masked = { bearer_token: '***', headers: { 'X-Key': '***', 'X-Other': 'new' } };
      await register(definition('secret', upstream.url, masked), '?force=true').expect(201);
      expect(upstream.arrivals.at(-1)).toMatchObject({
        authorization: 'Bearer b-secret',
        'x-key': 'h-secret',
        'x-other': 'new',
      });
      const { body } = await register(definition('unmasked', upstream.url, masked)).expect(400);
      expect(body.details).toEqual([expect.stringContaining('bearer_token is "***"')]);
    });

    it('is 409 when the name is taken, and asks nobody', async () => {
      await register(definition('taken', upstream.url)).expect(201);
      const before = upstream.arrivals.length;
      const { body } = await register(definition('taken', upstream.url)).expect(409);
      expect(body).toEqual({ error: 'MCP server "taken" exists already', code: 'conflict' });
      expect(upstream.arrivals).toHaveLength(before);
    });

    it('gives the name to one of many at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => register(definition('race', upstream.url))),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    });

    it('tells names apart by case', async () => {
      await register(definition('GitHub', upstream.url)).expect(201);
      await register(definition('github', upstream.url)).expect(201);
      expect(await listed()).toEqual(expect.arrayContaining(['GitHub', 'github']));
    });

    it.each(['initialize', 'tools/list', 'tools/list 1', 'prompts/list', 'resources/list'])(
      'stores nothing of a server that fails at %s',
      async (failing) => {
        const broken = await ListingUpstream.open({ ...upstream.offer });
        broken.failing = failing;
        const { body } = await register(definition('broken', broken.url)).expect(502);
        expect(body).toMatchObject({
          code: 'upstream_failed',
          error: expect.stringContaining('MCP server "broken": '),
        });
        await app.get(`${SERVERS}/broken`).expect(404);
        await app.get('/api/v0/tools?server=broken').expect(404);
      },
    );

    it('replaces with force, and only what answered', async () => {
      const changing = await ListingUpstream.open({ tools: [[named('old'), named('same')]] });
      await register(definition('changing', changing.url)).expect(201);
      changing.failing = 'prompts/list';
      changing.offer = { tools: [[named('same'), named('new')]] };
      await register(definition('changing', changing.url), '?force=true').expect(502);
      expect(await toolsOf('changing')).toEqual(['changing__old', 'changing__same']);
      changing.failing = undefined;
      const { body } = await register(definition('changing', upstream.url), '?force=1').expect(201);
      expect(body.server.url).toBe(upstream.url);
      expect(await toolsOf('changing')).toEqual(['changing__a', 'changing__b']);
    });

    it('with force takes what an admin changed as the server offers it now', async () => {
      await register(definition('reset', upstream.url)).expect(201);
      const enabled = async () => (await app.get('/api/v0/tool?name=reset__a').expect(200)).body.enabled;
      await app.post('/api/v0/tools/disable?entity=reset__a').expect(200);
      expect(await enabled()).toBe(false);
      await register(definition('reset', upstream.url), '?force=true').expect(201);
      expect(await enabled()).toBe(true);
    });

    it('says which items of a server cannot be offered', async () => {
      const odd = await ListingUpstream.open({ tools: [[named('a'), '{"x":1}', named('a')]] });
      const { body } = await register(definition('odd', odd.url)).expect(201);
      expect(body.server.tools).toBe(1);
      expect(body.warnings).toEqual([
        'tool 2 is left out: it has no name',
        'tool 3 is left out: it has the name of an earlier one, "a"',
      ]);
    });

    it('registers a thousand tools in pages', async () => {
      const pages = Array.from({ length: 20 }, (_, page) =>
        Array.from({ length: 50 }, (_, i) => named(`tool-${page}-${i}`, { description: 'x'.repeat(500) })),
      );
      const large = await ListingUpstream.open({ tools: pages });
      const { body } = await register(definition('large', large.url)).expect(201);
      expect(body.server.tools).toBe(1000);
    });
  });

  describe('DELETE /servers/:name', () => {
    it('removes it with all it provides; its name is free again', async () => {
      await register(definition('gone', upstream.url)).expect(201);
      await app.delete(`${SERVERS}/gone`).expect(204);
      expect(await listed()).not.toContain('gone');
      const tools = (await app.get('/api/v0/tools').expect(200)).body.map(({ name }: Named) => name);
      expect(tools).not.toContain('gone__a');
      const { body } = await app.delete(`${SERVERS}/gone`).expect(404);
      expect(body.code).toBe('not_found');
      await register(definition('gone', upstream.url)).expect(201);
    });
  });

  it('all of it is there after a restart, also while the servers are down', async () => {
    const before = (await app.get(SERVERS).expect(200)).body;
    const tools = (await app.get('/api/v0/tools').expect(200)).body;
    await upstream.close();
    app = await app.restart();
    const after = (await app.get(SERVERS).expect(200)).body;
    expect(after).toEqual(
      before.map((server: object) => ({ ...server, health: 'unknown', last_success_at: null })),
    );
    expect((await app.get('/api/v0/tools').expect(200)).body).toEqual(tools);
  });

  it('other servers on the same database see it', async () => {
    const one = await TestApp.start({ databaseUrl: await fresh() });
    const two = await one.another();
    const fixture = await ListingUpstream.open({ tools: [[named('t')]] });
    await one.post(SERVERS, { body: definition('shared', fixture.url) }).expect(201);
    await eventually(async () => {
      await two.get('/api/v0/tool?name=shared__t').expect(200);
    });
    await two.delete(`${SERVERS}/shared`).expect(204);
    await eventually(async () => {
      await one.get(`${SERVERS}/shared`).expect(404);
    });
  });
});

describe('the secrets of servers', () => {
  it('outlive a change of SECRET_KEY', async () => {
    const [before, now] = [randomKey(), randomKey()];
    const first = await TestApp.start({ env: { SECRET_KEY: before } });
    const upstream = await ListingUpstream.open();
    const secret = { bearer_token: 'kept', headers: { 'X-Key': 'kept too' } };
    await first.post(SERVERS, { body: definition('s', upstream.url, secret) }).expect(201);
    const both = await first.restart({ SECRET_KEY: now, SECRET_KEY_PREVIOUS: before });
    const last = await both.restart({ SECRET_KEY: now, SECRET_KEY_PREVIOUS: undefined });
    const masked = { bearer_token: '***', headers: { 'X-Key': '***' } };
    await last.post(`${SERVERS}?force=true`, { body: definition('s', upstream.url, masked) }).expect(201);
    expect(upstream.arrivals.at(-1)).toMatchObject({ authorization: 'Bearer kept', 'x-key': 'kept too' });
  });
});

describe('what POST /servers refuses', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.startEnterprise();
  });

  const refused = async (fields: object, query = '') =>
    (await app.post(`${SERVERS}${query}`, { token: app.adminToken, body: fields }).expect(400)).body;

  it('what is no definition of a server', async () => {
    const body = await refused({ name: 'a__b', transport: 'tcp', surprise: 1 });
    expect(body).toEqual({
      error: expect.stringContaining('transport must be "streamable_http"'),
      code: 'invalid',
      details: [
        'unknown field "surprise"',
        expect.stringMatching(/^name must be up to 40 letters/),
        'transport must be "streamable_http", "stdio" or "sse"',
      ],
    });
  });

  it('a force that is neither true nor false', async () => {
    expect((await refused(definition('a', 'http://h/'), '?force=maybe')).details).toEqual([
      'force must be true or false',
    ]);
    expect((await refused(definition('a', 'http://h/'), '?forced=true')).details).toEqual([
      'unknown field "forced"',
    ]);
  });

  it('a server that cannot be reached', async () => {
    const url = `http://127.0.0.1:${await freePort()}/mcp`;
    const body = definition('away', url, { bearer_token: 'do-not-tell' });
    const answer = await app.post(SERVERS, { token: app.adminToken, body }).expect(502);
    expect(answer.body.error).toMatch(/^MCP server "away": /);
    expect(answer.text).not.toContain('do-not-tell');
  });

  it('everyone but admins', async () => {
    const user = await app.createUser('ursula');
    const client = await app.createClient('claude');
    const body = definition('x', 'http://h/');
    await app.post(SERVERS, { body }).expect(401);
    expect((await app.post(SERVERS, { token: user, body }).expect(403)).body.code).toBe('forbidden');
    expect((await app.post(SERVERS, { token: client, body }).expect(403)).body.code).toBe('wrong_token_kind');
    await app.delete(`${SERVERS}/x`, { token: user }).expect(403);
    await app.get(SERVERS, { token: user }).expect(200, []);
  });
});

describe('the real server-everything', () => {
  let app: TestApp;
  let front: Front;

  beforeAll(async () => {
    app = await TestApp.startEnterprise();
    front = await everythingBehindToken('upstream-token');
  });

  const register = (fields: object) =>
    app.post(SERVERS, { token: app.adminToken, body: definition('everything', front.url, fields) });

  it('is refused with another token, and nothing is stored', async () => {
    const { body } = await register({ bearer_token: 'wrong-token' }).expect(502);
    expect(body.error).toMatch(/^MCP server "everything": .*401/);
    expect(JSON.stringify(body)).not.toContain('wrong-token');
    await app.get(`${SERVERS}/everything`, { token: app.adminToken }).expect(404);
  });

  it('is registered with its own', async () => {
    const { body } = await register({ bearer_token: 'upstream-token' }).expect(201);
    expect(body.warnings).toEqual([]);
    expect(body.server.tools).toBeGreaterThan(5);
    expect(body.server.prompts).toBeGreaterThan(1);
    expect(body.server.resources).toBeGreaterThan(1);
  });

  it('is named to who writes it wrong', async () => {
    const { body } = await app.get(`${SERVERS}/everythin`, { token: app.adminToken }).expect(404);
    expect(body).toEqual({
      error: 'no MCP server named "everythin"; did you mean "everything"?',
      code: 'not_found',
      details: ['everything'],
    });
  });

  it('leaves no secret in the database', () => {
    const path = app.databaseUrl.replace('sqlite:', '');
    const bytes = [path, `${path}-wal`].map((file) => readFileSync(file, 'latin1')).join();
    expect(bytes.includes(front.url)).toBe(true);
    expect(bytes.includes('upstream-token')).toBe(false);
  });
});
