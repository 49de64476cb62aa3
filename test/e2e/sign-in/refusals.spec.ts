import { beforeEach, expect, it, jest } from '@jest/globals';
import { AuthorizationServer } from '../../support/sign-in/authorization-server.js';
import { ProtectedServer } from '../../support/sign-in/protected-server.js';
import { beginSignIn, comeBack, complete, REDIRECT_URI } from '../../support/sign-in/signing-in.js';
import { TestApp } from '../../support/test-app.js';

let issuer: AuthorizationServer;
let upstream: ProtectedServer;
let app: TestApp;

const definitionOf = ({ url }: { url: string }) => ({ name: 'files', transport: 'streamable_http', url });

beforeEach(async () => {
  issuer = await AuthorizationServer.start();
  upstream = await ProtectedServer.start(issuer);
  app = await TestApp.startEnterprise();
});

/** What is said when a server is to be registered at which nobody can sign in. */
async function refusalFor({ url }: { url: string }, of = app): Promise<{ error: string; code: string }> {
  const body = { ...definitionOf({ url }), oauth_redirect_uri: REDIRECT_URI };
  const answer = await of.post('/api/v0/servers', { token: of.adminToken, body }).expect(502);
  return answer.body as { error: string; code: string };
}

it('asks for an address to come back to', async () => {
  const body = definitionOf(upstream);
  const answer = await app.post('/api/v0/servers', { token: app.adminToken, body }).expect(400);
  expect(answer.body).toMatchObject({ code: 'upstream_oauth_required' });
});

it.each([
  ['another issuer', { iss: 'https://evil.example.com' }],
  ['no issuer where one is promised', { iss: '' }],
  ['another state', { state: 'wrong' }],
])('takes no answer with %s, and none after it', async (_, wrong) => {
  const answer = await comeBack(issuer, await beginSignIn(app, definitionOf(upstream)));
  await complete(app, { ...answer, body: { ...answer.body, ...wrong } }).expect(400);
  await complete(app, answer).expect(404);
  expect(issuer.tokenRequests).toEqual([]);
});

it('takes an answer once', async () => {
  const answer = await comeBack(issuer, await beginSignIn(app, definitionOf(upstream)));
  const both = await Promise.all([complete(app, answer), complete(app, answer)]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 404]);
});

it('takes no answer after ten minutes', async () => {
  const answer = await comeBack(issuer, await beginSignIn(app, definitionOf(upstream)));
  const now = Date.now();
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now + 601_000);
  try {
    const { body } = await complete(app, answer).expect(400);
    expect((body as { error: string }).error).toContain('took too long');
  } finally {
    clock.mockRestore();
  }
});

it('shows nobody else that somebody signs in', async () => {
  const token = await app.createUser('mallory');
  const answer = await comeBack(issuer, await beginSignIn(app, definitionOf(upstream)));
  await complete(app, answer, token).expect(404);
  await complete(app, answer).expect(201);
});

it('believes no server that vouches for another one', async () => {
  const other = await ProtectedServer.start(issuer, {
    describe: (metadata) => ({ ...metadata, resource: upstream.url }),
  });
  expect((await refusalFor(other)).error).toContain('which is not itself');
});

it('believes no authorization server that calls itself another one', async () => {
  const liar = await AuthorizationServer.start({ describe: (said) => (said.issuer = issuer.issuer) });
  const other = await ProtectedServer.start(liar);
  expect((await refusalFor(other)).error).toContain('calls itself');
});

it('wants PKCE', async () => {
  const old = await AuthorizationServer.start({
    describe: (said) => delete said.code_challenge_methods_supported,
  });
  const other = await ProtectedServer.start(old);
  expect((await refusalFor(other)).error).toContain('does not offer PKCE');
});

it('goes to no address that is denied, whoever names it', async () => {
  const guarded = await TestApp.startEnterprise({ env: { UPSTREAM_DENY_CIDRS: '127.0.0.2/32' } });
  const metadata = { authorization_servers: [issuer.issuer.replace('127.0.0.1', '127.0.0.2')] };
  const other = await ProtectedServer.start(issuer, { describe: (said) => ({ ...said, ...metadata }) });
  expect((await refusalFor(other, guarded)).error).toContain('UPSTREAM_DENY_CIDRS');
});

it('follows no authorization server to another origin', async () => {
  const elsewhere = await AuthorizationServer.start();
  const moved = await AuthorizationServer.start({ moved: { '/token': `${elsewhere.issuer}/token` } });
  const other = await ProtectedServer.start(moved);
  const answer = await comeBack(moved, await beginSignIn(app, definitionOf(other)));
  await complete(app, answer).expect(502);
  expect(moved.redirected).toEqual(['/token']);
  expect(elsewhere.tokenRequests).toEqual([]);
});
