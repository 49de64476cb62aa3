import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuthorizationServer, ITSELF, ITSELF_FIELDS } from '../../support/sign-in/authorization-server.js';
import { ProtectedServer } from '../../support/sign-in/protected-server.js';
import {
  accountAt,
  authorize,
  beginAuthorize,
  callTool,
  comeBack,
  complete,
  scopesAskedBy,
  signIn,
} from '../../support/sign-in/signing-in.js';
import { TestApp } from '../../support/test-app.js';

/** Wants files:write, the other one files:delete; all else needs files:read, which whoever signs in grants first. */
const [WRITE, DELETE] = ['files__write', 'files__delete'];

let issuer: AuthorizationServer;
let upstream: ProtectedServer;
let app: TestApp;

beforeEach(async () => {
  issuer = await AuthorizationServer.start({ clients: [ITSELF] });
  upstream = await ProtectedServer.start(issuer);
  app = await TestApp.startEnterprise({ env: { PUBLIC_URL: 'http://gateway.test' } });
});

const definition = (fields: object = {}) => ({
  ...{ name: 'files', transport: 'streamable_http', url: upstream.url },
  ...fields,
});

/** Calls a tool that wants more to be granted. @returns the sentence that says so */
async function refusal(name: string, token?: string): Promise<string> {
  const { body } = await callTool(app, name, token).expect(400);
  expect(body).toMatchObject({ code: 'upstream_oauth_required' });
  return (body as { error: string }).error;
}

async function asked(token?: string, of = app): Promise<string[]> {
  return scopesAskedBy((await beginAuthorize(of, 'files', token)).authorization_url);
}

describe('a server with one account for all', () => {
  beforeEach(() => signIn(app, { issuer, definition: definition() }));

  it('is granted what a call lacked, beside what it had, which lasts', async () => {
    expect(await asked()).toEqual(['files:read']);
    expect(await refusal(WRITE)).toContain('files:write');
    const begun = await beginAuthorize(app, 'files');
    expect(scopesAskedBy(begun.authorization_url)).toEqual(['files:read', 'files:write']);
    await complete(app, await comeBack(issuer, begun)).expect(201);
    await callTool(app, WRITE).expect(200);
    await refusal(DELETE);
    expect(await asked()).toEqual(['files:delete', 'files:read', 'files:write']);
  });

  it('asks for what was wanted last alone', async () => {
    await refusal(DELETE);
    await refusal(WRITE);
    expect(await asked()).toEqual(['files:read', 'files:write']);
  });

  it('knows of it in every process, and after a restart', async () => {
    await refusal(WRITE);
    expect(await asked(undefined, await app.another())).toEqual(['files:read', 'files:write']);
    app = await app.restart();
    expect(await asked()).toEqual(['files:read', 'files:write']);
  });

  it('has nobody sign in for what was granted and is refused all the same', async () => {
    await refusal(WRITE);
    await authorize(app, { issuer, server: 'files' });
    upstream.isBlind = true;
    const { body } = await callTool(app, WRITE).expect(502);
    expect((body as { error: string }).error).toContain('but it was');
    upstream.isBlind = false;
    await callTool(app, WRITE).expect(200);
  });
});

it('asks for no more than the definition names, and says so', async () => {
  await signIn(app, { issuer, definition: definition({ oauth_scopes: ['files:read'] }) });
  const { body } = await callTool(app, WRITE).expect(502);
  expect((body as { error: string }).error).toContain('oauth_scopes');
  expect(await asked()).toEqual(['files:read']);
});

it('grants itself more where it acts for itself', async () => {
  const body = definition(ITSELF_FIELDS);
  await app.post('/api/v0/servers', { token: app.adminToken, body }).expect(201);
  await refusal(WRITE);
  await app.post('/api/v0/servers/files/authorize', { token: app.adminToken, body: {} }).expect(200);
  await callTool(app, WRITE).expect(200);
  expect(await accountAt(app)).toBe('itself');
});

describe('a server where everyone has their own account', () => {
  let alice: string;

  beforeEach(async () => {
    issuer.signsIn = 'admin-account';
    await signIn(app, { issuer, definition: definition({ auth: 'per_user' }) });
    alice = await app.createUser('alice');
    issuer.signsIn = 'alice';
    await authorize(app, { issuer, server: 'files', token: alice });
  });

  const urlIn = (sentence: string) => /http\S+/.exec(sentence)![0];

  it('shows each caller an address that asks for what their call lacked', async () => {
    expect(scopesAskedBy(urlIn(await refusal(WRITE, alice)))).toEqual(['files:read', 'files:write']);
    expect(scopesAskedBy(urlIn(await refusal(DELETE, alice)))).toEqual(['files:delete', 'files:read']);
    const bob = await app.createUser('bob');
    expect(await asked(bob)).toEqual(['files:read']);
    expect(await asked()).toEqual(['files:read']);
  });

  it('lets the call through when its caller has granted that', async () => {
    await refusal(WRITE, alice);
    await authorize(app, { issuer, server: 'files', token: alice });
    await callTool(app, WRITE, alice).expect(200);
    expect(await accountAt(app, alice)).toBe('alice');
    await refusal(WRITE);
  });
});
