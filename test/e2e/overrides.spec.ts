import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ANONYMOUS } from '../../server/common/principal.js';
import { Events } from '../../server/events/events.js';
import { changedLists, digestsOf } from '../../server/gateway/core/view-digests.js';
import { Policy } from '../../server/policy/policy.js';
import { RawClient } from '../gateway/support/raw-client.js';
import { eventually } from '../support/eventually.js';
import { ListingUpstream, type Offer } from '../support/listing-upstream.js';
import { TestApp } from '../support/test-app.js';

const FIND =
  '{"name":"find","description":"Finds","inputSchema":{"type":"object","maximum":1e400},"description":"twice"}';
const SEND = '{"description":"Sends","name":"send","inputSchema":{"type":"object"}}';
/** The tool that the upstream was last asked for. */
let called: unknown;
const OFFER: Offer = {
  tools: [[FIND, SEND]],
  answer: (method, { name }) => {
    if (method !== 'tools/call') return undefined;
    called = name;
    return { content: [] };
  },
};

let app: TestApp;
let upstream: ListingUpstream;
let agent: RawClient;
let own: RawClient;

async function connect(path: string): Promise<RawClient> {
  const client = new RawClient(app.url + path, '');
  await client.initialize();
  return client;
}

beforeAll(async () => {
  app = await TestApp.start();
  upstream = await ListingUpstream.open(OFFER);
  const body = { name: 's', url: upstream.url, transport: 'streamable_http' };
  await app.post('/api/v0/servers', { body }).expect(201);
  [agent, own] = [await connect('/mcp'), await connect('/v0/servers/s/mcp')];
});

const put = (name: string, body: object, target = app) =>
  target.put('/api/v0/tools/override', { body }).query({ name });
const override = async (name: string, body: object) => (await put(name, body).expect(200)).body;
const listed = async (client: RawClient) =>
  (await client.call('tools/list')).result.tools as { name: string }[];
const namesOf = async (client: RawClient) => (await listed(client)).map(({ name }) => name);
const refreshed = () => app.nest.get(Events).emit('server.changed', { name: 's' });

beforeEach(async () => {
  for (const name of ['s__find', 's__send']) await override(name, {});
});

describe('a tool under another name', () => {
  it('is listed under it, and otherwise as its server has it', async () => {
    const tool = await override('s__send', { rename: 'deliver' });
    expect(tool).toMatchObject({ name: 's__send', display_name: 's__deliver', description: 'Sends' });
    expect(await namesOf(agent)).toEqual(['s__deliver', 's__find']);
    expect(await namesOf(own)).toEqual(['deliver', 'find']);
    const { body } = await agent.send({ body: agent.rpc('tools/list') });
    expect(body.toString()).toContain(SEND.replace('"send"', '"s__deliver"'));
  });

  it.each([
    ['s__deliver', 's__deliver'],
    ['its canonical one', 's__send'],
  ])('is called as %s', async (_, name) => {
    await override('s__send', { rename: 'deliver' });
    expect((await agent.call('tools/call', { name })).result).toEqual({ content: [] });
    expect(called).toBe('send');
    await app.post('/api/v0/tools/call', { body: { name } }).expect(200);
    expect((await app.get('/api/v0/tool').query({ name })).body.name).toBe('s__send');
  });

  it('is called by either of its own names where its server stands alone', async () => {
    await override('s__send', { rename: 'deliver' });
    for (const name of ['deliver', 'send']) {
      called = undefined;
      await own.call('tools/call', { name });
      expect(called).toBe('send');
    }
    expect((await own.call('tools/call', { name: 's__send' })).error.message).toContain('Unknown tool');
  });

  it('is disabled by either', async () => {
    await override('s__send', { rename: 'deliver' });
    const disabled = await app.post('/api/v0/tools/disable?entity=s__deliver').expect(200);
    expect(disabled.body).toEqual(['s__send']);
    expect(await namesOf(agent)).toEqual(['s__find']);
    await app.post('/api/v0/tools/call', { body: { name: 's__deliver' } }).expect(422);
    await app.post('/api/v0/tools/enable?entity=s__send').expect(200);
  });

  it.each(['find', 'deliver'])('cannot have the name %s of another', async (rename) => {
    if (rename === 'deliver') await override('s__find', { rename });
    const { body } = await put('s__send', { rename }).expect(409);
    expect(body.error).toBe(`a tool named "s__${rename}" exists already`);
  });

  it('is one of many that ask for one name at once', async () => {
    const other = await app.another();
    const answers = await Promise.all([
      put('s__send', { rename: 'same' }),
      put('s__find', { rename: 'same' }, other),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('gives way to a tool of that name which its server comes to have', async () => {
    await override('s__send', { rename: 'deliver' });
    upstream.offer = { ...OFFER, tools: [[FIND, SEND, SEND.replace('"send"', '"deliver"')]] };
    refreshed();
    await eventually(async () => expect(await namesOf(agent)).toEqual(['s__deliver', 's__find', 's__send']));
    await agent.call('tools/call', { name: 's__deliver' });
    expect(called).toBe('deliver');
    upstream.offer = OFFER;
    refreshed();
    await eventually(async () => expect(await namesOf(agent)).toEqual(['s__deliver', 's__find']));
  });

  it.each([
    [{ rename: 'a b' }, 'rename must be letters, digits, _ and -'],
    [{ rename: 'x'.repeat(62) }, 'no name that every client takes'],
    [{ rename: 7 }, 'rename must be'],
    [{ description: 'a\u0000b' }, 'description must not hold the character U+0000'],
    [{ name: 'x' }, 'unknown field "name"'],
  ])('cannot be %j', async (body, message) => {
    expect((await put('s__send', body).expect(400)).body.error).toContain(message);
  });
});

describe('a tool with another description', () => {
  it('is listed with that one alone, and every other byte as its server has it', async () => {
    await override('s__find', { description: 'Finds "it"', rename: 'seek' });
    const { body } = await agent.send({ body: agent.rpc('tools/list') });
    expect(body.toString()).toContain(
      '{"description":"Finds \\"it\\"","name":"s__seek","inputSchema":{"type":"object","maximum":1e400}}',
    );
    expect(await listed(own)).toContainEqual(
      expect.objectContaining({ name: 'seek', description: 'Finds "it"' }),
    );
  });

  it('keeps what is not sent, and gives back what is empty or null', async () => {
    await override('s__send', { rename: 'deliver', description: 'mine' });
    expect(await override('s__send', { rename: '' })).toMatchObject({ display_description: 'mine' });
    expect(await override('s__send', { rename: 'deliver' })).toMatchObject({
      display_name: 's__deliver',
      display_description: 'mine',
    });
    expect(await override('s__send', { description: null })).not.toHaveProperty('display_description');
    expect(await override('s__send', {})).not.toHaveProperty('display_name');
    expect(await override('s__send', { rename: 'send' })).not.toHaveProperty('display_name');
  });

  it('is told to agents as a change of their list', async () => {
    const digests = () => digestsOf(app.nest.get(Policy).view(ANONYMOUS, { kind: 'all' }));
    const before = digests();
    await override('s__send', { description: 'mine' });
    expect(changedLists(before, digests())).toEqual(['tools']);
  });

  it('keeps it when its server lists anew, and loses it when it is registered by force', async () => {
    await override('s__send', { rename: 'deliver', description: 'mine' });
    upstream.offer = { ...OFFER, tools: [[FIND, SEND.replace('"Sends"', '"Posts"')]] };
    refreshed();
    const sent = async () => (await app.get('/api/v0/tool?name=s__send')).body;
    await eventually(async () => expect((await sent()).description).toBe('Posts'));
    expect(await sent()).toMatchObject({ display_name: 's__deliver', display_description: 'mine' });
    const body = { name: 's', url: upstream.url, transport: 'streamable_http' };
    await app.post('/api/v0/servers?force=true', { body }).expect(201);
    expect(await sent()).not.toHaveProperty('display_name');
  });
});
