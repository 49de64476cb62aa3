import { beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { eventually } from '../../support/eventually.js';
import { AuthorizationServer, ITSELF, ITSELF_FIELDS } from '../../support/sign-in/authorization-server.js';
import { ProtectedServer } from '../../support/sign-in/protected-server.js';
import { accountAt, authorize, signIn, whoami } from '../../support/sign-in/signing-in.js';
import { TestApp } from '../../support/test-app.js';

let issuer: AuthorizationServer;
let upstream: ProtectedServer;
let app: TestApp;

const grants = (kind: string) => issuer.tokenRequests.filter(({ grantType }) => grantType === kind);
const sentToken = () => upstream.authorizations.findLast(Boolean)!.replace('Bearer ', '');
const healthOf = async () => {
  const { body } = await app.get('/api/v0/servers/files', { token: app.adminToken }).expect(200);
  return (body as { health: string }).health;
};

async function world(lifeSec?: number): Promise<void> {
  issuer = await AuthorizationServer.start({ lifeSec });
  upstream = await ProtectedServer.start(issuer);
  app = await TestApp.startEnterprise();
  const definition = { name: 'files', transport: 'streamable_http', url: upstream.url };
  await signIn(app, { issuer, definition });
}

describe('a server with one account for all', () => {
  beforeEach(() => world());

  it('is called with what was granted, also by another process and after a restart', async () => {
    expect(await accountAt(app)).toBe('team');
    expect(await accountAt(await app.another())).toBe('team');
    app = await app.restart();
    expect(await accountAt(app)).toBe('team');
    expect(issuer.tokenRequests).toEqual([
      { grantType: 'authorization_code', refreshToken: null, resource: upstream.url },
    ]);
  });

  it('keeps no token where it could be read', async () => {
    await accountAt(app);
    const token = sentToken();
    await app.close();
    const path = app.databaseUrl.replace('sqlite:', '');
    for (const file of [path, `${path}-wal`]) {
      const stored = readIfThere(file);
      expect(stored.includes(token)).toBe(false);
    }
  });

  it('has a token that is refused renewed, once for all processes, and sends the call again', async () => {
    const other = await app.another();
    await Promise.all([accountAt(app), accountAt(other)]);
    upstream.refused.add(sentToken());
    const accounts = await Promise.all([accountAt(app), accountAt(other), accountAt(app), accountAt(other)]);
    expect(accounts).toEqual(['team', 'team', 'team', 'team']);
    expect(grants('refresh_token')).toHaveLength(1);
  });

  it('says of a grant that is gone that somebody has to sign in, until somebody has', async () => {
    await accountAt(app);
    await issuer.revoke(sentToken());
    const { body } = await whoami(app).expect(400);
    expect(body).toMatchObject({ code: 'upstream_oauth_required' });
    expect((body as { error: string }).error).toContain('mcpjungle login-upstream files');
    expect(await healthOf()).toBe('needs sign-in');
    issuer.signsIn = 'team-2';
    await authorize(app, { issuer, server: 'files' });
    expect(await accountAt(app)).toBe('team-2');
    expect(await healthOf()).toBe('healthy');
  });

  it('never sends a token to another address than it was granted for', async () => {
    const elsewhere = await ProtectedServer.start(issuer);
    const body = { transport: 'streamable_http', url: elsewhere.url };
    await app.put('/api/v0/servers/files', { token: app.adminToken, body }).expect(400);
    expect(elsewhere.authorizations.filter(Boolean)).toEqual([]);
  });

  it('lets only an admin sign in for all', async () => {
    const token = await app.createUser('alice');
    await app.post('/api/v0/servers/files/authorize', { token, body: {} }).expect(403);
  });
});

it('renews a grant before it ends', async () => {
  await world(3);
  await eventually(async () => {
    await accountAt(app);
    expect(grants('refresh_token').length).toBeGreaterThan(0);
  }, 20_000);
  const used = new Set(upstream.authorizations.filter(Boolean));
  expect(used.size).toBe(2);
  // The first request of all carried none, and was the only one that was not let in.
  expect(upstream.authorizations.lastIndexOf(undefined)).toBeLessThan(
    upstream.authorizations.findIndex((sent) => sent !== undefined),
  );
});

it('acts for itself with a client of its own that returns nowhere', async () => {
  issuer = await AuthorizationServer.start({ clients: [ITSELF] });
  upstream = await ProtectedServer.start(issuer);
  app = await TestApp.startEnterprise();
  const body = {
    name: 'files',
    transport: 'streamable_http',
    url: upstream.url,
    ...ITSELF_FIELDS,
  };
  await app.post('/api/v0/servers', { token: app.adminToken, body }).expect(201);
  expect(await accountAt(app)).toBe('itself');
  upstream.refused.add(sentToken());
  expect(await accountAt(app)).toBe('itself');
  expect(grants('client_credentials')).toHaveLength(2);
});

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
