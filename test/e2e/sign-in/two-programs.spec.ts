import { expect, it } from '@jest/globals';
import supertest from 'supertest';
import { startPostgres } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { randomKey } from '../../support/every-database.js';
import { ServerProcess } from '../../support/server-process.js';
import { AuthorizationServer } from '../../support/sign-in/authorization-server.js';
import { ProtectedServer } from '../../support/sign-in/protected-server.js';
import { accountAt, type Api, signIn } from '../../support/sign-in/signing-in.js';
import { TcpProxy } from '../../support/tcp-proxy.js';

/** Enough to sign in on a machine that does much else. */
const LIFE_SEC = 10;
/** What a program says to the database to be the one that renews a grant. */
const LEASE = 'UPDATE "upstream_credentials" SET "lease"';

/** `mcpjungle start`, on a wire of its own to the database. */
class Gateway implements Api {
  readonly adminToken = 'admin-token-of-the-two-programs';
  hasTriedToRenew = false;
  private url = '';
  private said = '';

  async start(databaseUrl: string, env: NodeJS.ProcessEnv): Promise<void> {
    const url = new URL(databaseUrl);
    const wire = await TcpProxy.open(Number(url.port), { onSent: (chunk) => this.hear(chunk) });
    url.port = String(wire.port);
    const own = { DATABASE_URL: url.href, ADMIN_ACCESS_TOKEN: this.adminToken };
    const server = await ServerProcess.start({ flags: ['--enterprise'], env: { ...env, ...own } });
    this.url = server.url;
  }

  post(path: string, { token, body }: { token?: string; body?: object } = {}): supertest.Test {
    return supertest(this.url).post(path).set('Authorization', `Bearer ${token}`).send(body);
  }

  private hear(chunk: Buffer): void {
    // A statement may come in two pieces.
    this.said = (this.said + chunk.toString('latin1')).slice(-10_000);
    this.hasTriedToRenew ||= this.said.includes(LEASE);
  }
}

it('spends a refresh token once, when two programs find at the same time that their token is over', async () => {
  const programs = [new Gateway(), new Gateway()] as const;
  const bothTried = () => expect(programs.map((program) => program.hasTriedToRenew)).toEqual([true, true]);
  const issuer = await AuthorizationServer.start({
    lifeSec: LIFE_SEC,
    // No token is answered before the other program wants one, too.
    onToken: async ({ grant_type: type }) => {
      if (type === 'refresh_token') await eventually(bothTried);
      return undefined;
    },
  });
  const revoked: unknown[] = [];
  issuer.provider.on('grant.revoked', (_, grantId) => revoked.push(grantId));
  const upstream = await ProtectedServer.start(issuer);
  const databaseUrl = await (await startPostgres()).freshDatabase();
  const env = { SECRET_KEY: randomKey() };

  for (const program of programs) await program.start(databaseUrl, env);
  const definition = { name: 'files', transport: 'streamable_http', url: upstream.url };
  await signIn(programs[0], { issuer, definition });
  issuer.lifeSec = 3600;
  const token = upstream.authorizations.findLast(Boolean)!.replace('Bearer ', '');
  const { expiresAt } = (await issuer.accountOf(token))!;
  await eventually(() => expect(Date.now() / 1000).toBeGreaterThan(expiresAt));

  const [one, other] = programs;
  const accounts = await Promise.all([one, other, one, other].map((program) => accountAt(program)));
  expect(accounts).toEqual(['team', 'team', 'team', 'team']);
  const kinds = issuer.tokenRequests.map(({ grantType }) => grantType);
  expect(kinds).toEqual(['authorization_code', 'refresh_token']);
  expect(revoked).toEqual([]);
});
