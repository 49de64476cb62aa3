import { expect, it } from '@jest/globals';
import { onEveryDatabase } from '../support/every-database.js';
import { AuthorizationServer } from '../support/sign-in/authorization-server.js';
import { ProtectedServer } from '../support/sign-in/protected-server.js';
import { accountAt, signIn } from '../support/sign-in/signing-in.js';
import { TestApp } from '../support/test-app.js';

onEveryDatabase(({ fresh }) => {
  it('has a refused token renewed once for all servers on the database, and sends the calls again', async () => {
    const issuer = await AuthorizationServer.start();
    const upstream = await ProtectedServer.start(issuer);
    const app = await TestApp.startEnterprise({ databaseUrl: await fresh() });
    const definition = { name: 'files', transport: 'streamable_http', url: upstream.url };
    await signIn(app, { issuer, definition });
    const other = await app.another();
    await Promise.all([accountAt(app), accountAt(other)]);
    upstream.refused.add(upstream.authorizations.findLast(Boolean)!.replace('Bearer ', ''));
    const accounts = await Promise.all([app, other, app, other].map((server) => accountAt(server)));
    expect(accounts).toEqual(['team', 'team', 'team', 'team']);
    const kinds = issuer.tokenRequests.map(({ grantType }) => grantType);
    expect(kinds).toEqual(['authorization_code', 'refresh_token']);
  });
});
