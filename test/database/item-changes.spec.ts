import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { onEveryDatabase } from '../support/every-database.js';
import { ListingUpstream } from '../support/listing-upstream.js';
import { named } from '../support/registry-store.js';
import { TestApp } from '../support/test-app.js';

const AT_ONCE = 10;
const DESCRIPTION = 'Grüße 💥\n'.repeat(1000);

onEveryDatabase(({ fresh }) => {
  describe('what an admin changed of items', () => {
    let one: TestApp;
    let two: TestApp;

    beforeAll(async () => {
      one = await TestApp.start({ databaseUrl: await fresh() });
      two = await one.another();
      const { url } = await ListingUpstream.open({
        tools: [['a', 'b', 'c', 'A'].map((name) => named(name))],
        prompts: [['p', 'P'].map((name) => named(name))],
        resources: [['{"uri":"file:///r","name":"r"}', '{"uri":"file:///R","name":"R"}']],
      });
      await one
        .post('/api/v0/servers', { body: { name: 's', url, transport: 'streamable_http' } })
        .expect(201);
    }, 60_000);

    const override = (app: TestApp, name: string, body: object) =>
      app.put('/api/v0/tools/override', { body }).query({ name });
    const turn = (app: TestApp, action: string, entity: string) =>
      app.post(`/api/v0/${action}`).query({ entity });
    const listOf = async (app: TestApp, path: string) =>
      (await app.get(`/api/v0/${path}`).expect(200)).body as Record<string, unknown>[];
    const enabled = async (app: TestApp, path: string, key = 'name') =>
      (await listOf(app, path)).filter((item) => item.enabled).map((item) => item[key]);

    async function expectChanged(app: TestApp): Promise<void> {
      expect(await enabled(app, 'tools')).toEqual(['s__A', 's__b', 's__c']);
      expect(await enabled(app, 'prompts')).toEqual(['s__P']);
      expect(await enabled(app, 'resources')).toHaveLength(1);
      const { body } = await app.get('/api/v0/tool?name=s__b').expect(200);
      expect(body).toMatchObject({ display_name: 's__sum', display_description: DESCRIPTION });
    }

    it('holds exactly, at every process, and after a restart', async () => {
      await turn(one, 'tools/disable', 's__a').expect(200);
      await turn(one, 'prompts/disable', 's__p').expect(200);
      await turn(one, 'resources/disable', 'file:///r').expect(200);
      await override(one, 's__b', { rename: 'sum', description: DESCRIPTION }).expect(200);
      await expectChanged(one);
      await eventually(() => expectChanged(two));
      two = await two.restart();
      await expectChanged(two);
    });

    it('gives one name to one tool, whoever asks at the same moment', async () => {
      const all = await Promise.all(
        ['s__a', 's__b', 's__c', 's__A'].flatMap((name) =>
          [one, two].map(async (app) => (await override(app, name, { rename: 'same' })).status),
        ),
      );
      expect(new Set(all)).toEqual(new Set([200, 409]));
      await one.post('/api/v0/servers/s/refresh').expect(200);
      const shown = (await listOf(one, 'tools'))
        .map((tool) => tool.display_name)
        .filter((name) => name === 's__same');
      expect(shown).toHaveLength(1);
    });

    it('is whole when many change the same at the same moment', async () => {
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, index) => {
          const app = index % 2 ? one : two;
          const action = index % 3 ? 'enable' : 'disable';
          return Promise.all([
            override(app, 's__c', { rename: `name-${index}`, description: `of ${index}` }),
            turn(app, `tools/${action}`, 's'),
          ]);
        }),
      );
      for (const { status } of answers.flat()) expect(status).toBe(200);
      const states = async (app: TestApp) =>
        (await listOf(app, 'tools')).map(({ display_name, enabled: isEnabled }) => ({
          display_name,
          isEnabled,
        }));
      const { body } = await one.get('/api/v0/tool?name=s__c').expect(200);
      expect(body.display_description).toBe(`of ${String(body.display_name).replace('s__name-', '')}`);
      expect(new Set((await states(one)).map(({ isEnabled }) => isEnabled)).size).toBe(1);
      await eventually(async () => expect(await states(two)).toEqual(await states(one)));
    });
  });
});
