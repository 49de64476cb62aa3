import { describe, it } from '@jest/globals';
import { onEveryDatabaseServer } from '../support/every-database.js';
import { eventually } from '../support/eventually.js';
import { TestApp } from '../support/test-app.js';

const WHOAMI = '/api/v0/users/whoami';
/** With the poll of one second that is the default. */
const WITHIN_MS = 1_500;

onEveryDatabaseServer(({ server }) => {
  describe('two servers on one database', () => {
    it('know each other’s users, and refuse those the other deleted', async () => {
      const env = { CHANGE_POLL_MS: '1000' };
      const one = await TestApp.startEnterprise({ env, databaseUrl: await server().freshDatabase() });
      const two = await one.another();
      const alice = await one.createUser('alice');
      await eventually(() => two.get(WHOAMI, { token: alice }).expect(200), WITHIN_MS);
      await two.delete('/api/v0/users/alice', { token: two.adminToken }).expect(204);
      await two.get(WHOAMI, { token: alice }).expect(401);
      await eventually(() => one.get(WHOAMI, { token: alice }).expect(401), WITHIN_MS);
    });
  });
});
