import { type GoType, goDecode } from './go-decoder.js';
import * as shapes from './shapes.js';

/** As it leaves its file's fields that were not filled in. */
const NO_REFERENCE = { env: '', file: '' };

/** A refusal, as MCPJungle's client understands one. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

interface Sending {
  query?: Record<string, string>;
  body?: object;
  /** The one status of success. */
  expected?: number;
}

type Kind = 'tools' | 'prompts' | 'resources';
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- decoded JSON, examined by assertions only
type Decoded = any;

/**
 * MCPJungle's own client as far as the server can tell it from the original: written from its wire format alone,
 * it sends what that sends, expects exactly its statuses and decodes as strictly.
 */
export class McpJungleClient {
  token: string | undefined;

  constructor(private readonly url: string) {}

  metadata = () => this.get('/metadata', shapes.METADATA);
  /** Old servers know no other mode. */
  init = () => this.send('POST', '/init', shapes.INIT, { body: { mode: 'production' } });
  whoami = () => this.get('/api/v0/users/whoami', shapes.WHOAMI);

  register = (server: object, force = false) =>
    this.send('POST', '/api/v0/servers', shapes.REGISTERED, {
      query: { force: String(force) },
      body: { description: '', ...server },
      expected: 201,
    });
  deregister = (name: string) => this.delete(`/api/v0/servers/${name}`);
  servers = () => this.get('/api/v0/servers', { list: shapes.SERVER });
  serverConfigs = () => this.get('/api/v0/server_configs', { list: shapes.SERVER_CONFIG });
  enableServer = (name: string) => this.send('POST', `/api/v0/servers/${name}/enable`, shapes.TOGGLED_SERVER);
  disableServer = (name: string) =>
    this.send('POST', `/api/v0/servers/${name}/disable`, shapes.TOGGLED_SERVER);

  tools = (server?: string) => this.get('/api/v0/tools', { list: shapes.TOOL }, query({ server }));
  tool = (name: string) => this.get('/api/v0/tool', shapes.TOOL, { name });
  invoke = (name: string, args: object) =>
    this.send('POST', '/api/v0/tools/invoke', shapes.TOOL_RESULT, { body: { ...args, name } });
  prompts = (server?: string) => this.get('/api/v0/prompts', { list: shapes.PROMPT }, query({ server }));
  prompt = (name: string) => this.get('/api/v0/prompt', shapes.PROMPT, { name });
  render = (name: string, args: Record<string, string> | null) =>
    this.send('POST', '/api/v0/prompts/render', shapes.RENDERED_PROMPT, { body: { name, arguments: args } });
  resources = (server?: string) =>
    this.get('/api/v0/resources', { list: shapes.RESOURCE }, query({ server }));
  resource = (uri: string) => this.send('POST', '/api/v0/resources/get', shapes.RESOURCE, { body: { uri } });
  read = (uri: string) =>
    this.send('POST', '/api/v0/resources/read', shapes.RESOURCE_CONTENTS, { body: { uri } });

  enable = (kind: Kind, entity: string) => this.toggle(kind, 'enable', entity);
  disable = (kind: Kind, entity: string) => this.toggle(kind, 'disable', entity);

  createClient = (client: object) =>
    this.send('POST', '/api/v0/clients', shapes.MCP_CLIENT, { body: clientBody(client), expected: 201 });
  clients = () => this.get('/api/v0/clients', { list: shapes.MCP_CLIENT });
  updateClient = (name: string, access_token: string) =>
    this.send('PUT', `/api/v0/clients/${name}`, shapes.MCP_CLIENT, {
      body: clientBody({ name, access_token, is_custom_access_token: true }),
    });
  deleteClient = (name: string) => this.delete(`/api/v0/clients/${name}`);

  createUser = (user: object) =>
    this.send('POST', '/api/v0/users', shapes.USER, {
      body: { ...user, access_token_ref: NO_REFERENCE },
      expected: 201,
    });
  users = () => this.get('/api/v0/users', { list: shapes.USER });
  updateUser = (username: string, access_token: string) =>
    this.send('PUT', `/api/v0/users/${username}`, shapes.USER, { body: { username, access_token } });
  deleteUser = (username: string) => this.delete(`/api/v0/users/${username}`);

  createGroup = (group: object) =>
    this.send('POST', '/api/v0/tool-groups', shapes.GROUP_ENDPOINTS, {
      body: groupBody(group),
      expected: 201,
    });
  groups = () => this.get('/api/v0/tool-groups', { list: shapes.GROUP });
  group = (name: string) => this.get(`/api/v0/tool-groups/${name}`, shapes.GROUP_WITH_ENDPOINTS);
  effectiveTools = (name: string) =>
    this.get(`/api/v0/tool-groups/${name}/effective-tools`, shapes.EFFECTIVE_TOOLS);
  updateGroup = (group: { name: string }) =>
    this.send('PUT', `/api/v0/tool-groups/${group.name}`, shapes.UPDATED_GROUP, { body: groupBody(group) });
  deleteGroup = (name: string) => this.delete(`/api/v0/tool-groups/${name}`);

  private get(path: string, type: GoType, query?: Record<string, string>): Promise<Decoded> {
    return this.send('GET', path, type, { query });
  }

  private async delete(path: string): Promise<void> {
    await this.send('DELETE', path, 'any', { expected: 204 });
  }

  private toggle(kind: Kind, action: string, entity: string): Promise<Decoded> {
    return this.send('POST', `/api/v0/${kind}/${action}`, { list: 'string' }, { query: { entity } });
  }

  private async send(
    method: string,
    path: string,
    type: GoType,
    { query, body, expected = 200 }: Sending = {},
  ): Promise<Decoded> {
    const search = query && Object.keys(query).length > 0 ? `?${new URLSearchParams(query).toString()}` : '';
    const answer = await fetch(this.url + path + search, {
      method,
      headers: {
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (answer.status !== expected) throw refusal(answer.status, text);
    return text === '' ? undefined : goDecode(JSON.parse(text), type);
  }
}

/** @throws Error when the body is not what failures look like */
function refusal(status: number, text: string): ApiError {
  const body = JSON.parse(text) as { error?: unknown };
  if (typeof body.error !== 'string' || body.error === '') throw new Error(`no sentence in ${text}`);
  const { error, code } = goDecode(body, { struct: { error: 'string', code: 'string' } }) as Record<
    string,
    string
  >;
  return new ApiError(status, error!, code!);
}

function query(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Lists that hold nothing are sent as null. */
function clientBody(client: object): object {
  return { description: '', is_custom_access_token: false, allow_list: null, ...client };
}

function groupBody(group: object): object {
  return { description: '', included_tools: null, included_servers: null, excluded_tools: null, ...group };
}
