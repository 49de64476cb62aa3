import { beforeAll, expect, it } from '@jest/globals';
import { OauthSessionsRepository } from '../../../server/upstream-auth/oauth-sessions.repository.js';
import { AuthorizationServer } from '../../support/sign-in/authorization-server.js';
import { ProtectedServer } from '../../support/sign-in/protected-server.js';
import { type Begun, beginSignIn, comeBack, complete } from '../../support/sign-in/signing-in.js';
import { TestApp } from '../../support/test-app.js';

let issuer: AuthorizationServer;
let upstream: ProtectedServer;
let app: TestApp;

beforeAll(async () => {
  issuer = await AuthorizationServer.start();
  upstream = await ProtectedServer.start(issuer);
  app = await TestApp.startEnterprise();
});

const begin = (name: string) => beginSignIn(app, { name, transport: 'streamable_http', url: upstream.url });
const status = ({ session_id: id }: Begun, token = app.adminToken) =>
  app.get(`/api/v0/upstream_oauth/sessions/${id}`, { token });
const shown = async (begun: Begun) => (await status(begun).expect(200)).body as object;

it('is pending until somebody has signed in, and completed then', async () => {
  const begun = await begin('files');
  const pending = { server: 'files', status: 'pending', error: null, expires_at: begun.expires_at };
  expect(await shown(begun)).toEqual(pending);
  const answer = await comeBack(issuer, begun);
  expect(await shown(begun)).toEqual(pending);
  await complete(app, answer).expect(201);
  expect(await shown(begun)).toEqual({ ...pending, status: 'completed' });
  await complete(app, answer).expect(404);
  expect(await shown(begun)).toEqual({ ...pending, status: 'completed' });
  const rows = await app.nest.get(OauthSessionsRepository).all();
  expect(rows.map(({ content }) => content)).toEqual(['']);
});

it('is failed, and why, when it came to nothing', async () => {
  const begun = await begin('wrong');
  const { body, params } = await comeBack(issuer, begun);
  await complete(app, { params, body: { ...body, iss: 'https://evil.example.com' } }).expect(400);
  expect(await shown(begun)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('not from the authorization server'),
  });
});

it('is failed when the browser comes back with a refusal', async () => {
  issuer.signsIn = undefined;
  const begun = await begin('refused');
  const back = await issuer.browse(begun.authorization_url);
  await app.get(`/oauth/callback${back.search}`).expect(400);
  issuer.signsIn = 'team';
  expect(await shown(begun)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('access_denied'),
  });
});

it('is shown to those only who may complete it', async () => {
  const begun = await begin('more');
  await status(begun, await app.createUser('mallory')).expect(404);
  await status({ ...begun, session_id: 'nothing' }).expect(404);
  await status(begun, 'nobody-knows-it').expect(401);
});
