import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import {
  ENDPOINTS,
  GRANTS,
  isThere,
  offer,
  type Offered,
  RESOURCES,
  type Talk,
  talk,
} from './support/isolation-offer.js';
import { quietTime } from './support/raw-client.js';
import { SpeakingUpstream } from './support/speaking-upstream.js';

/** A client that listens, and what it reaches there. */
interface Listener {
  label: string;
  /** The name of its grant. */
  client: string;
  call: Talk['call'];
  /** How the tool `s__a` is called there. */
  toolName: string;
  visible: string[];
  heard: () => string;
}

let offered: Offered;
let upstream: SpeakingUpstream;

beforeAll(async () => {
  offered = await offer(async (what) => (upstream = await SpeakingUpstream.open(what)));
}, 60_000);

/** One for each kind of grant at each endpoint that is there for it. */
async function listeners(uris: readonly string[] = []): Promise<Listener[]> {
  const all: Listener[] = [];
  for (const endpoint of ENDPOINTS) {
    for (const [client, grants, reached] of GRANTS) {
      if (!isThere(endpoint, grants, reached)) continue;
      const { path, wire, holds, nameOf } = endpoint;
      const talking = talk(offered.gateway, {
        path,
        wire,
        token: offered.tokens.get(client)!,
      });
      await talking.open();
      const visible = reached.filter((item) => holds.includes(item));
      const label = `${wire} ${path} with ${client}`;
      const call: Listener['call'] = (params) => talking.call(params);
      const heard = await talking.listen(uris);
      all.push({ label, client, call, toolName: nameOf('s__a'), visible, heard });
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

describe('that a resource changed', () => {
  it('is told to those that see it and subscribed, and to nobody else', async () => {
    const all = await listeners(RESOURCES);
    const times = (heard: string, uri: string) =>
      [...heard.matchAll(/"notifications\/resources\/updated","params":{"uri":"([^"]+)"/g)].filter(
        ([, updated]) => updated === uri,
      ).length;
    const counts = () =>
      all.map(({ label, heard }) => [label, ...RESOURCES.map((uri) => times(heard(), uri))]);
    for (const [index, uri] of RESOURCES.entries()) {
      const told = all.map(({ label, visible }) => [
        label,
        ...RESOURCES.map((each, at) => (at <= index && visible.includes(each) ? 1 : 0)),
      ]);
      expect(told.filter((row) => row[index + 1] === 1).length).toBeGreaterThan(20);
      upstream.update(uri);
      await eventually(() => expect(counts()).toEqual(told));
    }
    await quietTime();
    for (const { visible, heard } of all) {
      for (const uri of RESOURCES) if (!visible.includes(uri)) expect(heard()).not.toContain(uri);
    }
  });
});

describe('what is said in calls', () => {
  /** Of whom it is. */
  const named = (text: string, where: string) => [
    ...new Set([...text.matchAll(new RegExp(`${where} of ([^.]+)\\.`, 'g'))].map(([, whose]) => whose)),
  ];

  it('goes to who made them, whoever calls beside them', async () => {
    const all = await listeners();
    const callers = all.filter(({ visible }) => visible.includes('s__a'));
    expect(new Set(callers.map(({ client }) => client)).size).toBeGreaterThan(5);
    const answers = callers.map(({ call, toolName, label, client }) =>
      call({ name: toolName, arguments: { label, client }, _meta: { progressToken: 'the same' } }),
    );
    await eventually(() =>
      expect([upstream.waiting.length, upstream.isHeard]).toEqual([callers.length, true]),
    );
    await upstream.finish();
    const texts = await Promise.all(answers);
    for (const [index, { label, client, heard }] of callers.entries()) {
      const text = texts[index]! + heard();
      expect([label, named(text, 'in a call'), named(text, 'in a session')]).toEqual([
        label,
        [label],
        [client],
      ]);
      expect([label, text.split('answer to ').length]).toEqual([label, 2]);
    }
    await quietTime();
    for (const { label, visible, heard } of all) {
      if (!visible.includes('s__a'))
        expect([label, heard()]).toEqual([label, expect.not.stringContaining('data:')]);
    }
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
