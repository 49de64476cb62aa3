import type { TestApp } from '../test-app.js';
import type { AuthorizationServer } from './authorization-server.js';

export interface Begun {
  session_id: string;
  authorization_url: string;
  expires_at: string;
}

/** The gateway's REST API, wherever it runs. */
export type Api = Pick<TestApp, 'adminToken' | 'post'>;

/** Nobody listens there: tests look at where the browser would go. */
export const REDIRECT_URI = 'http://127.0.0.1:1/oauth/callback';

/** Asks for a server to be registered where somebody has to sign in first. */
export async function beginSignIn(app: Api, definition: object, token = app.adminToken): Promise<Begun> {
  const body = { oauth_redirect_uri: REDIRECT_URI, ...definition };
  const answer = await app.post('/api/v0/servers', { token, body }).expect(202);
  return (answer.body as { authorization_required: Begun }).authorization_required;
}

/** Signs in, in the browser. @returns what completes it */
export async function comeBack(issuer: AuthorizationServer, { session_id, authorization_url }: Begun) {
  const back = await issuer.browse(authorization_url);
  const [code, state, iss] = ['code', 'state', 'iss'].map((name) => back.searchParams.get(name)!);
  return { params: { id: session_id }, body: { code: code!, state: state!, iss: iss! } };
}

/** Completes a sign-in. */
export function complete(
  app: Api,
  { params, body }: { params: { id: string }; body: object },
  token = app.adminToken,
) {
  return app.post(`/api/v0/upstream_oauth/sessions/${params.id}/complete`, { token, body });
}

/** Registers a server at which somebody has to sign in. */
export async function signIn(
  app: Api,
  { issuer, definition }: { issuer: AuthorizationServer; definition: object },
): Promise<void> {
  await complete(app, await comeBack(issuer, await beginSignIn(app, definition))).expect(201);
}

/** Begins to sign in anew, or for oneself, at a server that is registered. */
export async function beginAuthorize(app: Api, server: string, token = app.adminToken): Promise<Begun> {
  const body = { oauth_redirect_uri: REDIRECT_URI };
  const answer = await app.post(`/api/v0/servers/${server}/authorize`, { token, body }).expect(202);
  return (answer.body as { authorization_required: Begun }).authorization_required;
}

/** Signs in anew, or for oneself, at a server that is registered. */
export async function authorize(
  app: Api,
  { issuer, server, token = app.adminToken }: { issuer: AuthorizationServer; server: string; token?: string },
): Promise<void> {
  const begun = await beginAuthorize(app, server, token);
  await complete(app, await comeBack(issuer, begun), token).expect(201);
}

/** What of an MCP server somebody who opens this URL is asked to grant, in alphabetical order. */
export function scopesAskedBy(url: string): string[] {
  const scopes = new URL(url).searchParams.get('scope')?.split(' ') ?? [];
  return scopes.filter((scope) => scope !== 'offline_access').sort();
}

/** Calls a tool of the upstream. */
export function callTool(app: Api, name: string, token = app.adminToken) {
  return app.post('/api/v0/tools/call', { token, body: { name, arguments: {} } });
}

/** Who the upstream's tool says is calling. */
export function whoami(app: Api, token = app.adminToken, server = 'files') {
  return callTool(app, `${server}__whoami`, token);
}

/** @returns the account */
export async function accountAt(app: Api, token?: string, server?: string): Promise<string> {
  const { body } = await whoami(app, token, server).expect(200);
  return (body as { content: { text: string }[] }).content[0]!.text;
}
