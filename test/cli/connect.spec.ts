import { beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CLIENT_NAMES, type ClientName } from '../../cli/plugins/enterprise/client-configs.js';
import { ListingUpstream } from '../support/listing-upstream.js';
import { Person } from '../support/cli-process.js';
import { TestApp } from '../support/test-app.js';

interface Entry {
  type?: string;
  url?: string;
  httpUrl?: string;
  headers?: Record<string, string>;
  bearer_token_env_var?: string;
  command?: string;
  args?: string[];
  env?: Record<string, string>;
}

/** What a client makes of its file. */
interface Reading {
  url: string;
  authorization: string | undefined;
}

type Variables = Record<string, string>;

const entryOf = (text: string, key: string): Entry =>
  (JSON.parse(text) as Record<string, Record<string, Entry>>)[key]!.mcpjungle!;

const expand = (text: string | undefined, reference: RegExp, variables: Variables) =>
  text?.replace(reference, (_, name: string) => variables[name] ?? 'not set');

/** How each client reads its configuration, by its own documentation. */
const READERS: Record<ClientName, (text: string, variables: Variables) => Reading> = {
  'claude-code': (text, variables) => {
    const { type, url, headers } = entryOf(text, 'mcpServers');
    expect(type).toBe('http');
    return { url: url!, authorization: expand(headers?.Authorization, /\$\{(\w+)\}/g, variables) };
  },
  'claude-desktop': (text, variables) => {
    const { command, args = [], env = {} } = entryOf(text, 'mcpServers');
    expect([command, ...args.slice(0, 2)]).toEqual(['npx', '-y', 'mcp-remote']);
    const typed = Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, expand(value, /<the value of (\w+)>/g, variables)!]),
    );
    const at = args.indexOf('--header');
    const [name, value] = at < 0 ? [] : args[at + 1]!.split(/:(.*)/);
    if (name !== undefined) expect(name).toBe('Authorization');
    expect(args.includes('--allow-http')).toBe(args[2]!.startsWith('http:'));
    return { url: args[2]!, authorization: expand(value, /\$\{(\w+)\}/g, typed) };
  },
  codex: (text, variables) => {
    const [table, ...lines] = text.trim().split('\n');
    expect(table).toBe('[mcp_servers.mcpjungle]');
    const values = Object.fromEntries(
      lines.map((line) => {
        const [, key = '', value = ''] = /^(\w+) = (".*")$/.exec(line) ?? [];
        return [key, JSON.parse(value) as string];
      }),
    );
    const { url, bearer_token_env_var: variable } = values as Entry;
    return { url: url!, authorization: variable && `Bearer ${variables[variable]}` };
  },
  cursor: (text, variables) => {
    const { url, headers } = entryOf(text, 'mcpServers');
    return { url: url!, authorization: expand(headers?.Authorization, /\$\{env:(\w+)\}/g, variables) };
  },
  'gemini-cli': (text, variables) => {
    const { httpUrl, headers } = entryOf(text, 'mcpServers');
    return { url: httpUrl!, authorization: expand(headers?.Authorization, /\$\{?(\w+)\}?/g, variables) };
  },
  vscode: (text, variables) => {
    const { type, url, headers } = entryOf(text, 'servers');
    expect(type).toBe('http');
    return { url: url!, authorization: expand(headers?.Authorization, /\$\{env:(\w+)\}/g, variables) };
  },
};

async function toolsSeenBy({ url, authorization }: Reading): Promise<string[]> {
  const client = new Client({ name: 'agent', version: '1.0.0' });
  const headers = authorization === undefined ? undefined : { authorization };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  const { tools } = await client.listTools();
  await client.close();
  return tools.map(({ name }) => name);
}

describe('connect', () => {
  let app: TestApp;
  let development: TestApp;
  let admin: Person;
  let anyone: Person;
  let token: string;

  beforeAll(async () => {
    const upstream = await ListingUpstream.open({
      tools: [['{"name":"echo","inputSchema":{"type":"object"}}']],
    });
    const body = { name: 'small', url: upstream.url, transport: 'streamable_http' };
    app = await TestApp.startEnterprise();
    await app.post('/api/v0/servers', { token: app.adminToken, body }).expect(201);
    token = await app.createClient('alice@laptop', { allow_list: ['small'] });
    admin = new Person({ env: { MCPJUNGLE_REGISTRY: app.url, MCPJUNGLE_ACCESS_TOKEN: app.adminToken } });
    development = await TestApp.start();
    await development.post('/api/v0/servers', { body }).expect(201);
    anyone = new Person({ env: { MCPJUNGLE_REGISTRY: development.url } });
  });

  it.each(CLIENT_NAMES)('%s comes in by what is printed for it', async (client) => {
    const { code, stdout, stderr } = await admin.types(
      `mcpjungle connect ${client} --mcp-client alice@laptop`,
    );
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(token);
    expect(stderr).toMatch(
      client === 'claude-desktop'
        ? /in the place of <the value of MCPJUNGLE_TOKEN_ALICE_LAPTOP>; for a new one: /
        : /Set MCPJUNGLE_TOKEN_ALICE_LAPTOP to .*; for a new one: /,
    );
    const reading = READERS[client](stdout, { MCPJUNGLE_TOKEN_ALICE_LAPTOP: token });
    expect(reading).toEqual({ url: `${app.url}/mcp`, authorization: `Bearer ${token}` });
    expect(await toolsSeenBy(reading)).toEqual(['small__echo']);
  });

  it.each(CLIENT_NAMES)('%s needs no token in development mode', async (client) => {
    const { stdout, stderr } = await anyone.types(`mcpjungle connect ${client}`);
    expect(stdout + stderr).not.toMatch(/token|variable|shell/i);
    const reading = READERS[client](stdout, {});
    expect(reading).toEqual({ url: `${development.url}/mcp`, authorization: undefined });
    expect(await toolsSeenBy(reading)).toEqual(['small__echo']);
  });

  it('leads to the endpoint of a group, beside others', async () => {
    const group = { name: 'research', included_servers: ['small'] };
    await development.post('/api/v0/tool-groups', { body: group }).expect(201);
    const { stdout } = await anyone.types('mcpjungle connect cursor --group research');
    expect(JSON.parse(stdout)).toEqual({
      mcpServers: { 'mcpjungle-research': { url: `${development.url}/v0/groups/research/mcp` } },
    });
  });

  it('gives the structure with --json', async () => {
    const { stdout, stderr } = await admin.types('mcpjungle connect codex --json');
    expect(stderr).toBe('');
    const url = `${app.url}/mcp`;
    expect(JSON.parse(stdout)).toEqual({
      client: 'codex',
      url,
      token_variable: 'MCPJUNGLE_CLIENT_TOKEN',
      file: '~/.codex/config.toml',
      format: 'toml',
      config: { mcp_servers: { mcpjungle: { url, bearer_token_env_var: 'MCPJUNGLE_CLIENT_TOKEN' } } },
      text: `[mcp_servers.mcpjungle]\nurl = "${url}"\nbearer_token_env_var = "MCPJUNGLE_CLIENT_TOKEN"`,
    });
  });

  it.each([
    ['codex --group a/b', 1, /^error: no group named "a\/b"\n$/],
    ['emacs', 2, /^error: "emacs" is not one of: claude-code, claude-desktop, codex,/],
    ['codex --mcp-client alice', 1, /^error: no MCP client named "alice"; did you mean "alice@laptop"\?\n$/],
    [
      'codex --mcp-client alice@labtop',
      1,
      /^error: no MCP client named .*; did you mean "alice@laptop"\?\n$/,
    ],
  ])('%s is refused', async (words, exitCode, message) => {
    const { code, stdout, stderr } = await admin.types(`mcpjungle connect ${words}`);
    expect({ code, stdout, stderr }).toEqual({
      code: exitCode,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });
});
