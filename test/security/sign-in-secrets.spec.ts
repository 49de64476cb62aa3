import { expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../support/ports.js';
import { ServerProcess } from '../support/server-process.js';
import { AuthorizationServer } from '../support/sign-in/authorization-server.js';
import { ProtectedServer } from '../support/sign-in/protected-server.js';

const ADMIN = 'admin-token-of-the-sign-in-test';
const CLIENT = { client_id: 'gateway', client_secret: 'secret-of-the-gateway-as-a-client' };
type Fields = Record<string, unknown>;

const CALL = { name: 'files__whoami', arguments: {} };

/** Collects all that is secret between the gateway and an authorization server, by name. */
class Secrets {
  readonly seen = new Map<string, Set<string>>();
  /** Whether the authorization server refuses, and repeats in its error what it was sent. */
  isEchoing = false;

  constructor() {
    const { client_id: id, client_secret: secret } = CLIENT;
    this.add('client secret', secret);
    this.add('client secret', Buffer.from(`${id}:${secret}`).toString('base64'));
  }

  watch({ code, code_verifier, refresh_token }: Fields, answered: Fields): Fields | undefined {
    this.add('code', code);
    this.add('verifier', code_verifier);
    this.add('access token', answered.access_token);
    this.add('refresh token', refresh_token);
    this.add('refresh token', answered.refresh_token);
    const error_description = [code, code_verifier, CLIENT.client_secret].join(' ');
    return this.isEchoing ? { error: 'invalid_grant', error_description } : undefined;
  }

  private add(name: string, value: unknown): void {
    if (typeof value === 'string') this.seen.set(name, (this.seen.get(name) ?? new Set()).add(value));
  }
}

/** What is stored, and all that lies beside it. */
function stored(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join('\n');
}

it('keeps every secret of a sign-in out of the log, the answers and the database', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const redirectUri = `${url}/oauth/callback`;
  const client = {
    ...CLIENT,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
  };
  const secrets = new Secrets();
  const onToken = secrets.watch.bind(secrets);
  const issuer = await AuthorizationServer.start({ clients: [client], onToken });
  const upstream = await ProtectedServer.start(issuer);
  const env = { LOG_LEVEL: 'trace', SERVER_MODE: 'enterprise', ADMIN_ACCESS_TOKEN: ADMIN };
  const server = await ServerProcess.start({ port, env });
  const texts: string[] = [];

  const post = async (path: string, body: object, status: number) => {
    const headers = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' };
    const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    expect([answer.status, text]).toEqual([status, expect.any(String)]);
    texts.push(text, stored(server.folder));
    return JSON.parse(text) as { authorization_required: { authorization_url: string } };
  };
  const signIn = async (path: string, body: object) => {
    const { authorization_required: begun } = await post(path, body, 202);
    const answer = await fetch(await issuer.browse(begun.authorization_url));
    texts.push(await answer.text(), stored(server.folder));
    return answer.status;
  };

  const settings = { oauth_client_id: CLIENT.client_id, oauth_client_secret: CLIENT.client_secret };
  const remote = { name: 'files', transport: 'streamable_http', url: upstream.url };
  const definition = { ...remote, ...settings, oauth_redirect_uri: redirectUri };
  expect(await signIn('/api/v0/servers', definition)).toBe(200);
  await post('/api/v0/tools/call', CALL, 200);
  upstream.refused.add(upstream.authorizations.findLast(Boolean)!.replace('Bearer ', ''));
  await post('/api/v0/tools/call', CALL, 200);
  // Authorization servers say in their errors what they were sent.
  secrets.isEchoing = true;
  expect(await signIn('/api/v0/servers/files/authorize', {})).toBeGreaterThanOrEqual(400);
  await server.stop();

  texts.push(stored(server.folder), server.log);
  const counts = [...secrets.seen].map(([name, values]) => [name, values.size]);
  expect(Object.fromEntries(counts)).toEqual({
    code: 2,
    verifier: 2,
    'client secret': 2,
    'access token': 3,
    'refresh token': 3,
  });
  expect(server.log).toContain('/oauth/callback');
  const leaked = [...secrets.seen].filter(([, values]) =>
    [...values].some((value) => texts.some((text) => text.includes(value))),
  );
  expect(leaked.map(([name]) => name)).toEqual([]);
});
