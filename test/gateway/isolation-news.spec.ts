import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { ENDPOINTS, GRANTS, isThere, offer, type Offered, talk } from './support/isolation-offer.js';
import { quietTime } from './support/raw-client.js';

/** A client that listens, and what it reaches there. */
interface Listener {
  label: string;
  visible: string[];
  heard: () => string;
}

let offered: Offered;

beforeAll(async () => {
  offered = await offer();
}, 60_000);

/** One for each kind of grant at each endpoint that is there for it. */
async function listeners(): Promise<Listener[]> {
  const all: Listener[] = [];
  for (const endpoint of ENDPOINTS) {
    for (const [name, grants, reached] of GRANTS) {
      if (!isThere(endpoint, grants, reached)) continue;
      const { path, wire, holds } = endpoint;
      const client = talk(offered.gateway, { path, wire, token: offered.tokens.get(name)! });
      await client.open();
      const visible = reached.filter((item) => holds.includes(item));
      all.push({ label: `${wire} ${path} with ${name}`, visible, heard: await client.listen() });
    }
  }
  return all;
}

const switched = async (kind: string, entity: string, action: 'enable' | 'disable') => {
  const { app } = offered.gateway;
  await app.post(`/api/v0/${kind}s/${action}`, { token: app.adminToken }).query({ entity }).expect(200);
};

describe('that a list changed', () => {
  it.each([
    ['tool', 's__a'],
    ['tool', 's__r'],
    ['tool', 'o__c'],
    ['prompt', 's__p'],
    ['resource', 'file:///y'],
  ])('is told of the %s %s to those that see it, and to nobody else', async (kind, item) => {
    const all = await listeners();
    const told = all.filter(({ visible }) => visible.includes(item)).map(({ label }) => label);
    expect(told.length).toBeGreaterThan(3);
    const hearing = () =>
      all
        .filter(({ heard }) => heard().includes(`notifications/${kind}s/list_changed`))
        .map(({ label }) => label);
    await switched(kind, item, 'disable');
    await eventually(() => expect(hearing()).toEqual(told));
    await quietTime();
    expect(hearing()).toEqual(told);
    for (const { label, visible, heard } of all) {
      if (!visible.includes(item)) expect([label, heard().includes('list_changed')]).toEqual([label, false]);
      expect([label, heard().includes(item)]).toEqual([label, false]);
    }
    await switched(kind, item, 'enable');
  });
});

describe.each(ENDPOINTS)('$path, $wire', ({ path, wire }) => {
  const open = (token: string) => talk(offered.gateway, { path, wire, token }).open();

  it('is closed to tokens that were revoked, rotated or have expired, as to any that is none', async () => {
    const { app } = offered.gateway;
    const grants = { allow_list: ['*'] };
    const [revoked, rotated] = [
      await app.createClient('revoked', grants),
      await app.createClient('rotated', grants),
    ];
    expect([(await open(revoked)).status, (await open(rotated)).status]).toEqual([200, 200]);
    await offered.gateway.deleteClient('revoked');
    const { body } = await app
      .post('/api/v0/clients/rotated/rotate', { token: app.adminToken, body: {} })
      .expect(200);
    const none = await open('mcpj_c_0000000000000000000000000000000000000000000');
    expect(none.status).toBe(401);
    for (const token of [revoked, rotated]) expect(await open(token)).toEqual(none);
    expect((await open((body as { access_token: string }).access_token)).status).toBe(200);
    await offered.gateway.deleteClient('rotated');
  });
});
