import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AppliedView, Configuration } from '../../api/configurations.js';
import { connectAgent, toolNames } from '../support/agent.js';
import { onEveryDatabase } from '../support/every-database.js';
import { everythingBehindToken } from '../support/everything.js';
import type { Front } from '../support/front.js';
import { TestApp } from '../support/test-app.js';

let upstream: Front;

beforeAll(async () => {
  upstream = await everythingBehindToken('upstream-token');
});

/** One of several configurations of the same names, no two of which agree in anything. */
function variant(number: number): Configuration {
  const tools = ['echo', 'get-sum', 'get-env', 'get-tiny-image'];
  return {
    servers: ['one', 'two'].map((name) => ({
      name,
      transport: 'streamable_http',
      url: upstream.url,
      bearer_token: 'upstream-token',
      description: `of ${number}`,
    })),
    groups: [{ name: 'group', description: `of ${number}`, included_tools: [`one__${tools[number % 4]}`] }],
    users: ['alice', 'bob', `user-${number}`].map((name) => ({ name, role: number % 2 ? 'admin' : 'user' })),
    mcp_clients: ['agent', 'helper', `client-${number}`].map((name) => ({
      name,
      description: `of ${number}`,
      allowed_groups: ['group'],
      allowed_tools: [`two__${tools[number % 4]}`, `one__${number}`],
    })),
  };
}

onEveryDatabase(({ fresh }) => {
  describe('applying at once, at two replicas', () => {
    let replicas: TestApp[];

    beforeAll(async () => {
      const one = await TestApp.startEnterprise({ databaseUrl: await fresh() });
      replicas = [one, await one.another()];
    });

    async function apply(replica: TestApp, body: Configuration): Promise<AppliedView> {
      const request = { token: replica.adminToken, body };
      const { status, body: answer } = await replica.post('/api/v0/apply?prune=true', request);
      expect({ status, answer }).toMatchObject({ status: 200 });
      return answer as AppliedView;
    }

    it('lets one come after the other, and in the end all of one is there', async () => {
      const all = Array.from({ length: 20 }, (_, index) => apply(replicas[index % 2]!, variant(index % 5)));
      const applied = await Promise.all(all);
      const left = [];
      for (let number = 0; number < 5; number++) {
        const request = { token: replicas[0]!.adminToken, body: variant(number) };
        const { body } = await replicas[0]!
          .post('/api/v0/apply?prune=true&dry_run=true', request)
          .expect(200);
        if ((body as AppliedView).changes.length === 0) left.push(number);
      }
      expect(left).toHaveLength(1);
      const made = applied.flatMap(({ tokens }) => tokens).filter(({ name }) => name === 'agent');
      expect(made).toHaveLength(1);
    }, 120_000);

    it('sees at both what was applied at one', async () => {
      await apply(replicas[0]!, variant(1));
      const applied = await apply(replicas[1]!, {
        mcp_clients: [{ name: 'agent', allowed_groups: ['group'], access_token: 'token-of-agent' }],
      });
      expect(applied.changes).toMatchObject([
        { action: 'change', name: 'agent' },
        { action: 'delete', name: 'helper' },
        { action: 'delete', name: 'client-1' },
      ]);
      const agent = await connectAgent({ url: replicas[1]!.url, token: 'token-of-agent' });
      expect(await toolNames(agent)).toEqual(['one__get-sum']);
    });
  });
});
