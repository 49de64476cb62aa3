import { beforeEach, expect, it } from '@jest/globals';
import { AuditReader } from '../../gateway/support/audit-reader.js';
import { AuthorizationServer, ITSELF, ITSELF_FIELDS } from '../../support/sign-in/authorization-server.js';
import { ProtectedServer } from '../../support/sign-in/protected-server.js';
import { accountAt, authorize, signIn, whoami } from '../../support/sign-in/signing-in.js';
import { TestApp } from '../../support/test-app.js';

const SECRET = 'secret-of-alice';
const PATH = '/api/v0/servers/files/credential';

let issuer: AuthorizationServer;
let upstream: ProtectedServer;
let app: TestApp;
let audit: AuditReader;

beforeEach(async () => {
  issuer = await AuthorizationServer.start({ clients: [ITSELF] });
  upstream = await ProtectedServer.start(issuer, { secrets: { [SECRET]: 'alice' } });
  app = await TestApp.startEnterprise({ env: { PUBLIC_URL: 'http://gateway.test' } });
  audit = new AuditReader(app);
});

const definition = (auth: 'shared' | 'per_user') => ({
  name: 'files',
  transport: 'streamable_http',
  url: upstream.url,
  auth,
});

/** What was written down of accounts at upstreams, the oldest first: who, what, at whose account. */
async function entries() {
  const all = await audit.all({ server: 'files' });
  return all.filter(({ action }) => /^(sign_in|credential)\./.test(action)).reverse();
}

async function lines() {
  return (await entries()).map(({ actor, action, target }) => [actor, action, target]);
}

it('says who signed in for everybody, at whom, and again', async () => {
  await signIn(app, { issuer, definition: definition('shared') });
  await authorize(app, { issuer, server: 'files' });
  const everybodys = 'the account of everybody at the server files';
  expect(await lines()).toEqual([
    ['admin', 'sign_in.begin', everybodys],
    ['admin', 'sign_in.complete', everybodys],
    ['admin', 'sign_in.begin', everybodys],
    ['admin', 'sign_in.complete', everybodys],
  ]);
  const [begun, done, , again] = await entries();
  const said = { issuer: issuer.issuer, scope: expect.stringContaining('files:read') };
  expect(begun!.details).toMatchObject({ ...said, redirect_uri: expect.stringContaining('/oauth/callback') });
  const grant = { ...said, kind: 'grant', flow: 'authorization_code', client_id: expect.any(String) };
  expect(done!.details).toEqual({ after: grant, begun_by: 'admin' });
  // Another registration of the gateway at the authorization server: all else is as it was.
  const { client_id } = grant;
  expect(again!.details).toEqual({ before: { client_id }, after: { client_id }, begun_by: 'admin' });
});

it('says of each person that they signed in, set a secret and took it away', async () => {
  await signIn(app, { issuer, definition: definition('per_user') });
  const token = await app.createUser('alice');
  await authorize(app, { issuer, server: 'files', token });
  await app.put(PATH, { token, body: { bearer_token: SECRET } }).expect(204);
  expect(await accountAt(app, token)).toBe('alice');
  await app.delete(PATH, { token }).expect(204);
  const alices = 'the account of alice at the server files';
  const after = (await lines()).filter(([actor]) => actor !== 'admin');
  expect(after).toEqual([
    ['alice', 'sign_in.begin', alices],
    ['alice', 'sign_in.complete', alices],
    ['alice', 'credential.set', alices],
    ['alice', 'credential.delete', alices],
  ]);
  const [set, deleted] = (await entries()).slice(-2);
  const secret = { kind: 'secret', headers: ['authorization'] };
  expect(set!.details).toMatchObject({ before: { kind: 'grant' }, after: secret });
  expect(deleted!.details).toEqual({ before: secret });
  expect(JSON.stringify(await audit.all())).not.toContain(SECRET);
});

it('says of a browser that came back who had begun', async () => {
  await signIn(app, { issuer, definition: definition('per_user') });
  const token = await app.createUser('bob');
  const { body } = await whoami(app, token).expect(400);
  const [url = ''] = /http\S+/.exec((body as { error: string }).error) ?? [];
  const back = await issuer.browse(url);
  await fetch(`${app.url}${back.pathname}${back.search}&confirmed=yes`);
  const [begun, done] = (await entries()).slice(-2);
  expect(begun).toMatchObject({ actor: 'bob', action: 'sign_in.begin' });
  expect(done).toMatchObject({ actor_kind: 'anonymous', action: 'sign_in.complete' });
  expect(done).toMatchObject({ target: begun!.target, details: { begun_by: 'bob' } });
});

it('says that the gateway signed in as itself', async () => {
  const body = { ...definition('shared'), ...ITSELF_FIELDS };
  await app.post('/api/v0/servers', { token: app.adminToken, body }).expect(201);
  await app.post('/api/v0/servers/files/authorize', { token: app.adminToken, body: {} }).expect(200);
  const all = await entries();
  expect(all.map(({ action }) => action)).toEqual(['sign_in.complete', 'sign_in.complete']);
  expect(all[0]!.details).toMatchObject({
    after: { flow: 'client_credentials', client_id: ITSELF.client_id },
  });
});

it('says nothing of what was not done', async () => {
  await signIn(app, { issuer, definition: definition('per_user') });
  const token = await app.createUser('carol');
  const known = await lines();
  await app.delete(PATH, { token }).expect(204);
  await app.put(PATH, { token, body: {} }).expect(400);
  await app.post('/api/v0/servers/nothing/authorize', { token, body: {} }).expect(404);
  expect(await lines()).toEqual(known);
});
