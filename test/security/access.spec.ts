import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { TestApp } from '../support/test-app.js';

const WHOAMI = '/api/v0/users/whoami';
const USERS = '/api/v0/users';

let app: TestApp;
let alice: string;
let agent: string;

beforeAll(async () => {
  app = await TestApp.startEnterprise();
  alice = await app.createUser('alice');
  agent = await app.createClient('agent', { allow_list: ['*'] });
});

describe('the API', () => {
  it('answers 401 with WWW-Authenticate to whoever has no good token', async () => {
    const attempts: Record<string, string>[] = [
      {},
      { Authorization: 'Bearer' },
      { Authorization: 'Bearer ' },
      { Authorization: 'Bearer wrong' },
      { Authorization: `Basic ${Buffer.from(`alice:${alice}`).toString('base64')}` },
      { Authorization: alice },
      { Authorization: `Bearer ${alice} ${alice}` },
      { Authorization: `Bearer ${alice.slice(0, -1)}` },
      { Authorization: `Bearer ${alice}x` },
    ];
    for (const headers of attempts) {
      const answer = await app.get(WHOAMI, { headers }).expect(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(answer.body).toEqual({ error: expect.any(String), code: 'unauthorized' });
    }
  });

  it('takes the scheme in any case', async () => {
    await app.get(WHOAMI, { headers: { Authorization: `bearer ${alice}` } }).expect(200);
  });

  it('takes no token from the query or the body', async () => {
    await app.get(`${WHOAMI}?access_token=${alice}`).expect(401);
    await app.post(USERS, { body: { username: 'x', access_token: app.adminToken } }).expect(401);
    const form = await app
      .post(USERS, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })
      .send(`access_token=${app.adminToken}`);
    expect(form.status).toBe(415);
  });

  it('does not mind a field access_token beside the header', async () => {
    const body = { username: 'bob', access_token: 'bobs-own-token' };
    await app.post(USERS, { token: app.adminToken, body }).expect(201);
    await app.get(`${WHOAMI}?access_token=x`, { token: alice }).expect(200);
  });

  it('names the role that is missing', async () => {
    const answer = await app.get(USERS, { token: alice }).expect(403);
    expect(answer.body).toEqual({ error: 'this needs the admin role', code: 'forbidden' });
  });

  it('asks for the role before it looks at the input', async () => {
    await app.post(USERS, { token: alice, body: { nonsense: true } }).expect(403);
    await app.post(USERS, { body: { nonsense: true } }).expect(401);
  });

  it('does not take the token of an MCP client', async () => {
    for (const path of [WHOAMI, USERS, '/api/v0/clients']) {
      const { body } = await app.get(path, { token: agent }).expect(403);
      expect(body.code).toBe('wrong_token_kind');
    }
  });
});

describe('the MCP endpoints', () => {
  const PING = { jsonrpc: '2.0', id: 1, method: 'ping' };
  const headers = { Accept: 'application/json, text/event-stream' };

  it.each(['/mcp', '/v0/servers/any/mcp', '/sse', '/message'])(
    'take no token but that of an MCP client: %s',
    async (path) => {
      for (const token of [undefined, 'wrong', `${agent}x`]) {
        const answer = await app.post(path, { token, headers, body: PING }).expect(401);
        // A client that finds resource_metadata starts OAuth and stops sending its token.
        expect(answer.headers['www-authenticate']).toBe('Bearer');
      }
      for (const token of [alice, app.adminToken]) {
        const answer = await app.post(path, { token, headers, body: PING }).expect(403);
        expect(JSON.stringify(answer.body)).toContain('wrong_token_kind');
      }
      await app.post(`${path}?access_token=${agent}`, { headers, body: PING }).expect(401);
      await app.get(path, { headers }).expect(401);
      await app.delete(path, { headers }).expect(401);
    },
  );

  it('say that the server is not initialized', async () => {
    const fresh = await TestApp.start({ env: { SERVER_MODE: 'enterprise' } });
    const answer = await fresh.post('/mcp', { token: agent, headers, body: PING }).expect(403);
    expect(JSON.stringify(answer.body)).toContain('server_not_initialized');
  });
});

describe('last use', () => {
  const lastUse = async (of: TestApp, username: string): Promise<string | null> => {
    const { body } = await of.get(USERS, { token: app.adminToken }).expect(200);
    return body.find((user: { username: string }) => user.username === username).last_used_at;
  };

  it('is written down soon, once a minute at most', async () => {
    const token = await app.createUser('carol');
    expect(await lastUse(app, 'carol')).toBeNull();
    await app.get(WHOAMI, { token }).expect(200);
    const first = await eventually(async () => {
      const at = await lastUse(app, 'carol');
      expect(at).not.toBeNull();
      return at!;
    });
    expect(Math.abs(Date.parse(first) - Date.now())).toBeLessThan(10_000);
    await app.get(WHOAMI, { token }).expect(200);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await lastUse(app, 'carol')).toBe(first);
  });

  it('is not lost when the server ends right after', async () => {
    const own = await TestApp.startEnterprise();
    const token = await own.createUser('dave');
    await own.get(WHOAMI, { token }).expect(200);
    const restarted = await own.restart();
    const { body } = await restarted.get(USERS, { token: own.adminToken }).expect(200);
    expect(
      body.find(({ username }: { username: string }) => username === 'dave').last_used_at,
    ).not.toBeNull();
  });
});
