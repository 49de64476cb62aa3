import { beforeEach, expect, it } from '@jest/globals';
import { Client as ModernClient, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { connectAgent } from '../../support/agent.js';
import { defer } from '../../support/cleanup.js';
import { eventually } from '../../support/eventually.js';
import { AuthorizationServer } from '../../support/sign-in/authorization-server.js';
import { ProtectedServer } from '../../support/sign-in/protected-server.js';
import { accountAt, authorize, signIn, whoami } from '../../support/sign-in/signing-in.js';
import { TestApp } from '../../support/test-app.js';

const PUBLIC_URL = 'http://gateway.test';
const CALL = { name: 'files__whoami', arguments: {} };

let issuer: AuthorizationServer;
let upstream: ProtectedServer;
let app: TestApp;

beforeEach(async () => {
  issuer = await AuthorizationServer.start();
  upstream = await ProtectedServer.start(issuer, { secrets: { 'secret-of-carol': 'carol' } });
  app = await TestApp.startEnterprise({ env: { PUBLIC_URL } });
  issuer.signsIn = 'admin-account';
  const remote = { transport: 'streamable_http', url: upstream.url };
  await signIn(app, { issuer, definition: { ...remote, name: 'files', auth: 'per_user' } });
});

/** Signs a user in with an account of the same name. @returns the user's token */
async function personWithAccount(name: string): Promise<string> {
  const token = await app.createUser(name);
  issuer.signsIn = name;
  await authorize(app, { issuer, server: 'files', token });
  return token;
}

/** Signs in as somebody would who was shown this URL, up to the page that asks who they are. */
async function pageAfter(
  url: string,
  account: string,
): Promise<{ html: string; confirm: () => Promise<string> }> {
  issuer.signsIn = account;
  const back = await issuer.browse(url);
  expect(back.origin).toBe(PUBLIC_URL);
  const page = async (search: string) => (await fetch(app.url + back.pathname + search)).text();
  return { html: await page(back.search), confirm: () => page(`${back.search}&confirmed=yes`) };
}

function clientOf(owner: string): Promise<string> {
  return app.createClient(`agent-of-${owner}`, { owner, allow_list: ['files'] });
}

it('shows each of two people their own account, and asks a third to sign in', async () => {
  const [alice, bob] = [await personWithAccount('alice'), await personWithAccount('bob')];
  const dave = await app.createUser('dave');
  const accounts = await Promise.all([accountAt(app, alice), accountAt(app, bob), accountAt(app)]);
  expect(accounts).toEqual(['alice', 'bob', 'admin-account']);
  const { body } = await whoami(app, dave).expect(400);
  expect(body).toMatchObject({ code: 'upstream_oauth_required' });
  const [url = ''] = /http\S+/.exec((body as { error: string }).error) ?? [];
  const { html, confirm } = await pageAfter(url, 'dave');
  expect(html).toContain('mcpjungle user &quot;dave&quot;');
  await whoami(app, dave).expect(400);
  expect(await confirm()).toContain('Signed in');
  expect(await accountAt(app, dave)).toBe('dave');
  expect(await accountAt(app, alice)).toBe('alice');
});

it('has a client use the account of the user it belongs to', async () => {
  await personWithAccount('alice');
  const mine = await connectAgent({ url: app.url, token: await clientOf('alice') });
  expect(await mine.callTool(CALL)).toMatchObject({ content: [{ text: 'alice' }] });
  const token = await app.createClient('nobodys', { allow_list: ['files'] });
  const nobodys = await connectAgent({ url: app.url, token });
  await expect(nobodys.callTool(CALL)).rejects.toThrow('this client belongs to no user');
});

it('asks a legacy client that can visit pages to sign in', async () => {
  await app.createUser('erin');
  const client = new Client({ name: 'a', version: '1' }, { capabilities: { elicitation: { url: {} } } });
  const headers = { authorization: `Bearer ${await clientOf('erin')}` };
  const transport = new LegacyTransport(new URL(`${app.url}/mcp`), { requestInit: { headers } });
  await client.connect(transport);
  defer(() => client.close());
  const error = await client.callTool(CALL).then(
    () => 'it was let in',
    (refusal: unknown) => refusal,
  );
  expect(error).toMatchObject({ code: -32042, data: { elicitations: [{ mode: 'url' }] } });
  const [{ url }] = (error as { data: { elicitations: [{ url: string }] } }).data.elicitations;
  await (await pageAfter(url, 'erin')).confirm();
  expect(await client.callTool(CALL)).toMatchObject({ content: [{ text: 'erin' }] });
});

it('asks a modern client, whose call then goes on', async () => {
  await app.createUser('frank');
  const client = new ModernClient(
    { name: 'a', version: '1' },
    {
      capabilities: { elicitation: { url: {} } },
      versionNegotiation: { mode: { pin: '2026-07-28' } },
    },
  );
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    await (await pageAfter((params as { url: string }).url, 'frank')).confirm();
    return { action: 'accept' };
  });
  const headers = { authorization: `Bearer ${await clientOf('frank')}` };
  const transport = new StreamableHTTPClientTransport(new URL(`${app.url}/mcp`), {
    requestInit: { headers },
  });
  await client.connect(transport);
  defer(() => client.close());
  expect(await client.callTool(CALL)).toMatchObject({ content: [{ text: 'frank' }] });
});

it('takes a secret of one’s own, and forgets it', async () => {
  const token = await app.createUser('carol');
  const path = '/api/v0/servers/files/credential';
  await app.put(path, { token, body: { bearer_token: 'secret-of-carol' } }).expect(204);
  expect(await accountAt(app, token)).toBe('carol');
  await app.delete(path, { token }).expect(204);
  await whoami(app, token).expect(400);
  await app.put(path, { token, body: {} }).expect(400);
});

it('lets nobody use what a deleted user had', async () => {
  await personWithAccount('alice');
  const other = await app.another();
  await app.delete('/api/v0/users/alice', { token: app.adminToken }).expect(204);
  const again = await app.createUser('alice');
  await whoami(app, again).expect(400);
  await eventually(() => whoami(other, again).expect(400));
});
