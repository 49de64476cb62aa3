import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  ALL,
  DISABLED,
  type Endpoint,
  ENDPOINTS,
  GRANTS,
  isThere,
  offer,
  type Offered,
  PROMPTS,
  RENAMED,
  RESOURCES,
  secretOf,
  type Talk,
  talk,
  TEMPLATES,
  TOOLS,
  type Wire,
} from './support/isolation-offer.js';

interface Probe {
  method: string;
  params: object;
}

const isTool = (item: string) => TOOLS.includes(item) || item === 's__off';
const isPrompt = (item: string) => PROMPTS.includes(item) || item === 's__off-prompt';

/** Every way to ask for an item by a name. */
function probesOf(item: string, name: string, wire: Wire): Probe[] {
  const ask = (method: string, params: object): Probe => ({ method, params });
  const complete = (ref: object) => ask('completion/complete', { ref, argument: { name: 'v', value: '' } });
  if (isTool(item)) return [ask('tools/call', { name })];
  if (isPrompt(item)) return [ask('prompts/get', { name }), complete({ type: 'ref/prompt', name })];
  if (TEMPLATES.includes(item)) {
    return [
      ask('resources/read', { uri: name.replace('{v}', '1') }),
      complete({ type: 'ref/resource', uri: name }),
    ];
  }
  const read = ask('resources/read', { uri: name });
  return wire === 'modern' ? [read] : [read, ask('resources/subscribe', { uri: name })];
}

const LISTS = [
  ['tools/list', 'tools', 'name', TOOLS],
  ['prompts/list', 'prompts', 'name', PROMPTS],
  ['resources/list', 'resources', 'uri', RESOURCES],
  ['resources/templates/list', 'resourceTemplates', 'uriTemplate', TEMPLATES],
] as const;

let offered: Offered;

beforeAll(async () => {
  offered = await offer();
}, 60_000);

/** A client that remembers every answer it got. */
function remembering(client: Talk): Talk & { heard: string[] } {
  const heard: string[] = [];
  const ask: Talk['ask'] = async (method, params) => {
    const answer: unknown = await client.ask(method, params);
    heard.push(JSON.stringify(answer));
    return answer;
  };
  return { ...client, ask, heard };
}

const withoutId = ({ id: _, ...rest }: { id: unknown }) => JSON.stringify(rest);

/** A name of the same length that nothing has. */
const missingFor = (name: string) =>
  name.includes('{v}') ? name.replace('data', 'dada') : name.replace(/.$/, '0');

async function expectLists(client: Talk, { nameOf }: Endpoint, visible: readonly string[]): Promise<void> {
  for (const [method, member, key, all] of LISTS) {
    const { result } = await client.ask(method);
    const listed = (result[member] as Record<string, string>[]).map((item) => item[key]);
    const names = all.filter((item) => visible.includes(item)).map(nameOf);
    expect(listed).toEqual(names.sort());
  }
}

/** Asked in each way, an item that is not visible answers exactly like one that does not exist. */
async function expectAnswer(
  client: Talk,
  { item, name, wire }: { item: string; name: string; wire: Wire },
  isVisible: boolean,
): Promise<void> {
  const missing = missingFor(name);
  const others = probesOf(item, missing, wire);
  const asked = (text: string) => text.replaceAll(missing.replace('{v}', '1'), name.replace('{v}', '1'));
  for (const [index, { method, params }] of probesOf(item, name, wire).entries()) {
    const answer = await client.ask(method, params);
    const label = `${method} ${JSON.stringify(params)}`;
    if (isVisible) {
      expect([label, answer.result === undefined]).toEqual([label, false]);
      continue;
    }
    const unknown = await client.ask(others[index]!.method, others[index]!.params);
    const [here, nowhere] = [withoutId(answer), asked(withoutId(unknown)).replaceAll(missing, name)];
    expect([label, here.replaceAll(missing, name)]).toEqual([label, nowhere]);
  }
}

/** The tools that a search finds, in place of the list. */
async function search(endpoint: Endpoint, token: string): Promise<string[]> {
  const client = talk(offered.gateway, { ...endpoint, path: `${endpoint.path}?discover=search`, token });
  await client.open();
  const params = { name: 'search_tools', arguments: { query: 'secret', limit: 50 } };
  const { result } = await client.ask('tools/call', params);
  return (JSON.parse(result.content[0].text) as { name: string }[]).map(({ name }) => name);
}

describe.each(ENDPOINTS)('$path, $wire', (endpoint) => {
  const { path, wire, holds, nameOf } = endpoint;

  it.each(GRANTS)('with %s shows just that', async (name, grants, reached) => {
    const token = offered.tokens.get(name)!;
    const visible = reached.filter((item) => holds.includes(item));
    const client = remembering(talk(offered.gateway, { wire, path, token }));
    const opened = await client.open();
    if (!isThere(endpoint, grants, reached)) {
      const elsewhere = path.replace(/(groups|servers)\/\w+/, '$1/nothing');
      expect(opened).toEqual(await talk(offered.gateway, { wire, path: elsewhere, token }).open());
      expect(opened.status).toBe(404);
      return;
    }
    expect(opened.status).toBe(200);
    expect(opened.text.includes('instructions of s')).toBe(visible.some((item) => item !== 'o__c'));
    expect(opened.text.includes('instructions of o')).toBe(visible.includes('o__c'));
    await expectLists(client, endpoint, visible);
    for (const item of [...ALL, ...DISABLED]) {
      await expectAnswer(client, { item, name: nameOf(item), wire }, visible.includes(item));
    }
    const canonical = RENAMED.canonical.slice(path.includes('/servers/') ? 's__'.length : 0);
    await expectAnswer(
      client,
      { item: RENAMED.canonical, name: canonical, wire },
      visible.includes(RENAMED.canonical),
    );
    const tools = TOOLS.filter((item) => visible.includes(item)).map(nameOf);
    expect((await search(endpoint, token)).sort()).toEqual(tools.sort());
    for (const item of [...ALL, ...DISABLED].filter((one) => !visible.includes(one))) {
      expect(client.heard.join('\n')).not.toContain(secretOf(item));
    }
  });
});
