import { ListingUpstream, type Offer } from '../../support/listing-upstream.js';
import { eventually } from '../../support/eventually.js';
import { Gateway } from './gateway.js';
import { ModernWire } from './modern-wire.js';
import { RawStream } from './raw-client.js';
import { RawSseClient } from './raw-sse-client.js';

/** Everything that is offered, by canonical name; of server `s` also under its own. */
export const TOOLS = ['s__a', 's__b', 's__r', 'o__c'];
export const PROMPTS = ['s__p', 's__q'];
export const RESOURCES = ['file:///x', 'file:///y'];
export const TEMPLATES = ['data://t/{v}'];
export const OF_S = ['s__a', 's__b', 's__r', ...PROMPTS, ...RESOURCES, ...TEMPLATES];
export const ALL = [...OF_S, 'o__c'];
/** What is disabled is nobody's, whatever is granted. */
export const DISABLED = ['s__off', 's__off-prompt', 'file:///off'];
/** Agents see this tool under another name; grants, groups and denials go by the canonical one. */
export const RENAMED = { canonical: 's__r', seenAs: 's__renamed' };

const HALF = ['s__a', 's__r', 's__p', 'file:///x'];
export const GROUPS: Record<string, { definition: object; holds: string[] }> = {
  half: {
    definition: {
      included_tools: ['s__a', 's__r'],
      included_prompts: ['s__p'],
      included_resources: ['file:///x'],
    },
    holds: HALF,
  },
  most: {
    definition: { included_servers: ['s'], excluded_tools: ['s__b'], excluded_resources: ['file:///y'] },
    holds: OF_S.filter((item) => item !== 's__b' && item !== 'file:///y'),
  },
};

const allBut = (...items: string[]) => ALL.filter((item) => !items.includes(item));

/** What is granted, and what that reaches. */
export const GRANTS: [name: string, fields: object, reached: string[]][] = [
  ['nothing', {}, []],
  ['every server', { allow_list: ['*'] }, ALL],
  ['a server', { allow_list: ['s'] }, OF_S],
  ['another server', { allow_list: ['o'] }, ['o__c']],
  ['a tool', { allowed_tools: ['s__a'] }, ['s__a']],
  ['a tool that was renamed', { allowed_tools: ['s__r'] }, ['s__r']],
  ['the name that a tool was given', { allowed_tools: ['s__renamed'] }, []],
  ['a pattern', { allowed_tools: ['*__p', 'file:///*'] }, ['s__p', ...RESOURCES]],
  ['a template', { allowed_tools: ['data://*'] }, TEMPLATES],
  ['what is disabled', { allowed_tools: DISABLED }, []],
  ['a denial of one', { allow_list: ['*'], denied_tools: ['s__a'] }, allBut('s__a')],
  ['a denial of a renamed one', { allow_list: ['*'], denied_tools: ['s__r'] }, allBut('s__r')],
  ['a denial of a server', { allow_list: ['*'], denied_tools: ['s__*'] }, ['o__c']],
  ['a denial of all', { allow_list: ['*'], allowed_tools: ['*'], denied_tools: ['*'] }, []],
  ['a group', { allowed_groups: ['half'] }, HALF],
  ['a group with exclusions', { allowed_groups: ['most'] }, GROUPS.most!.holds],
  [
    'a group and a denial',
    { allowed_groups: ['half'], denied_tools: ['s__p'] },
    ['s__a', 's__r', 'file:///x'],
  ],
  ['a group and a tool', { allowed_groups: ['half'], allowed_tools: ['o__c'] }, [...HALF, 'o__c']],
  ['a group that is gone', { allowed_groups: ['gone'] }, []],
];

/** How a client speaks: the modern era, the legacy one, and that one over HTTP+SSE. */
export type Wire = 'legacy' | 'modern' | 'sse';

export interface Endpoint {
  path: string;
  wire: Wire;
  /** What is there for somebody who may reach everything. */
  holds: string[];
  /** How an item is called there. */
  nameOf: (item: string) => string;
}

const seen = (item: string) => (item === RENAMED.canonical ? RENAMED.seenAs : item);
const seenBare = (item: string) => seen(item).replace(/^s__/, '');

export const ENDPOINTS: Endpoint[] = (['legacy', 'modern'] as const).flatMap((wire): Endpoint[] => [
  { wire, path: '/mcp', holds: ALL, nameOf: seen },
  { wire, path: '/v0/groups/half/mcp', holds: HALF, nameOf: seen },
  { wire, path: '/v0/servers/s/mcp', holds: OF_S, nameOf: seenBare },
]);
ENDPOINTS.push(
  { wire: 'sse', path: '/sse', holds: ALL, nameOf: seen },
  { wire: 'sse', path: '/v0/groups/half/sse', holds: HALF, nameOf: seen },
);

/** Whether an endpoint is there for a client: where it reaches nothing, only by a grant of its whole server. */
export function isThere({ path, holds }: Endpoint, grants: object, reached: readonly string[]): boolean {
  if (!path.includes('/v0/') || holds.some((item) => reached.includes(item))) return true;
  const { allow_list: servers = [] } = grants as { allow_list?: string[] };
  return path.includes('/groups/') && servers.includes('*');
}

/** Stands in the description of each item, so that it is found wherever a part of it comes out. */
export const secretOf = (item: string) => `secret of ${item} `;

export interface Offered {
  gateway: Gateway;
  /** By the name of the grant. */
  tokens: Map<string, string>;
}

/**
 * A gateway that offers all of this, and a client for each kind of grant.
 * @param openServer opens the server `s`
 */
export async function offer(
  openServer: (offer: Offer) => Promise<{ url: string }> = (offered) => ListingUpstream.open(offered),
): Promise<Offered> {
  const gateway = await Gateway.start();
  const describedIn = (server: string) => (name: string) =>
    JSON.stringify({ name, description: secretOf(`${server}__${name}`), inputSchema: { type: 'object' } });
  const resource = (uri: string) => JSON.stringify({ uri, name: uri.at(-1), description: secretOf(uri) });
  const s = await openServer({
    tools: [['a', 'b', 'r', 'off'].map(describedIn('s'))],
    prompts: [['p', 'q', 'off-prompt'].map(describedIn('s'))],
    resources: [[...RESOURCES, 'file:///off'].map(resource)],
    resourceTemplates: [
      [JSON.stringify({ uriTemplate: TEMPLATES[0], name: 't', description: secretOf(TEMPLATES[0]!) })],
    ],
    instructions: 'instructions of s',
  });
  const o = await ListingUpstream.open({
    tools: [['c'].map(describedIn('o'))],
    instructions: 'instructions of o',
  });
  await gateway.register('s', s.url);
  await gateway.register('o', o.url);
  await arrange(gateway);
  const tokens = new Map<string, string>();
  for (const [index, [name, grants]] of GRANTS.entries()) {
    tokens.set(name, await gateway.app.createClient(`client-${index}`, grants));
  }
  return { gateway, tokens };
}

async function arrange({ app }: Gateway): Promise<void> {
  const token = app.adminToken;
  for (const [name, { definition }] of Object.entries(GROUPS)) {
    await app.post('/api/v0/tool-groups', { token, body: { name, ...definition } }).expect(201);
  }
  const rename = { token, body: { rename: RENAMED.seenAs.replace('s__', '') } };
  await app.put('/api/v0/tools/override', rename).query({ name: RENAMED.canonical }).expect(200);
  for (const [index, kind] of (['tools', 'prompts', 'resources'] as const).entries()) {
    const query = { entity: DISABLED[index] };
    await app.post(`/api/v0/${kind}/disable`, { token }).query(query).expect(200);
  }
}

/** A client at an endpoint, whatever it speaks. */
export interface Talk {
  /** Whether the endpoint is there, and what it answers. */
  open(): Promise<{ status: number; text: string }>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, examined by assertions only
  ask(method: string, params?: object): Promise<any>;
  /** @returns the text of all that came until the answer, and the answer; empty where it comes where it listens */
  call(params: object): Promise<string>;
  /**
   * The text of what it is told without asking, from now on.
   * @param uris resources that it wants to hear of, there or not
   */
  listen(uris?: readonly string[]): Promise<() => string>;
}

interface TalkOptions {
  wire: Wire;
  path: string;
  token: string;
}

export function talk(gateway: Gateway, { wire, path, token }: TalkOptions): Talk {
  if (wire === 'sse') return talkBySse(new RawSseClient(gateway.app.url, token), path);
  const raw = gateway.raw({ token, path });
  if (wire === 'legacy') {
    return {
      ask: (method, params) => raw.call(method, params),
      open: async () => {
        const { status, body } = await raw.initialize();
        return { status, text: body.toString() };
      },
      call: async (params) => {
        await raw.call('logging/setLevel', { level: 'debug' });
        return (await raw.send({ body: raw.rpc('tools/call', params) })).body.toString();
      },
      listen: async (uris = []) => {
        const stream = await raw.listen();
        for (const uri of uris) await raw.call('resources/subscribe', { uri });
        return hearing(stream);
      },
    };
  }
  const modern = new ModernWire(raw);
  return {
    ask: async (method, params) => (await modern.send({ method, params })).message,
    open: async () => {
      const { status, message } = await modern.send({ method: 'server/discover' });
      return { status, text: JSON.stringify(message) };
    },
    call: async (params) => {
      const { _meta: meta, ...rest } = params as { _meta?: object };
      const logging = { 'io.modelcontextprotocol/logLevel': 'debug' };
      const answer = await modern.send({
        method: 'tools/call',
        params: rest,
        meta: { ...logging, ...meta },
      });
      return JSON.stringify(answer.events ?? answer.message);
    },
    listen: async (resourceSubscriptions = []) => {
      const lists = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true };
      const notifications = { ...lists, resourceSubscriptions };
      const answer = await modern.begin({ method: 'subscriptions/listen', params: { notifications } });
      const stream = new RawStream(answer);
      await eventually(() => {
        if (!stream.text.includes('subscriptions/acknowledged')) throw new Error('not acknowledged yet');
      });
      return hearing(stream);
    },
  };
}

function talkBySse(client: RawSseClient, path: string): Talk {
  return {
    ask: (method, params) => client.call(method, params),
    open: async () => {
      const refused = await client.refusal(path);
      if (refused) return { status: refused.status, text: refused.body.toString() };
      await client.connect(path);
      return { status: 200, text: JSON.stringify(await client.initialize()) };
    },
    call: async (params) => {
      await client.call('logging/setLevel', { level: 'debug' });
      await client.call('tools/call', params);
      return '';
    },
    listen: async (uris = []) => {
      for (const uri of uris) await client.call('resources/subscribe', { uri });
      return hearing(client.stream);
    },
  };
}

function hearing(stream: RawStream): () => string {
  const before = stream.text.length;
  return () => stream.text.slice(before);
}
