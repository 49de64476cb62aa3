/** Where an MCP client is to connect to, and what it shows there. */
export interface Endpoint {
  /** What the client calls this server. */
  name: string;
  url: string;
  /** The environment variable with the access token; undefined where none is needed. */
  tokenVariable: string | undefined;
}

/** How one MCP client is told of a server. */
interface ClientConfig {
  /** As people call it. */
  title: string;
  /** Where the client keeps it. */
  file: string;
  format: 'json' | 'toml';
  /** The whole configuration with this one server in it. */
  content: (endpoint: Endpoint) => object;
  /** What is to be known beside it. */
  note?: string;
  /** How the client gets the access token, where it is not enough to set the variable. */
  tokenHint?: (variable: string) => string;
}

const headers = (token: string | undefined) =>
  token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } };

/** Every MCP client that we know, by the name it is asked for, as its documentation says. */
export const CLIENT_CONFIGS = {
  'claude-code': {
    title: 'Claude Code',
    file: '.mcp.json in your project',
    format: 'json',
    content: ({ name, url, tokenVariable: variable }) => ({
      mcpServers: { [name]: { type: 'http', url, ...headers(variable && `\${${variable}}`) } },
    }),
  },
  'claude-desktop': {
    title: 'Claude Desktop',
    file: 'claude_desktop_config.json (Settings > Developer > Edit Config)',
    format: 'json',
    content: ({ name, url, tokenVariable: variable }) => ({ mcpServers: { [name]: bridge(url, variable) } }),
    note: 'Claude Desktop starts local programs only, so this goes by mcp-remote, which takes Node.js.',
    tokenHint: (variable) => `Put the client's access token in the place of <the value of ${variable}>`,
  },
  codex: {
    title: 'Codex',
    file: '~/.codex/config.toml',
    format: 'toml',
    content: ({ name, url, tokenVariable: variable }) => ({
      mcp_servers: { [name]: { url, ...(variable && { bearer_token_env_var: variable }) } },
    }),
  },
  cursor: {
    title: 'Cursor',
    file: '~/.cursor/mcp.json',
    format: 'json',
    content: ({ name, url, tokenVariable: variable }) => ({
      mcpServers: { [name]: { url, ...headers(variable && `\${env:${variable}}`) } },
    }),
  },
  'gemini-cli': {
    title: 'Gemini CLI',
    file: '~/.gemini/settings.json',
    format: 'json',
    content: ({ name, url, tokenVariable: variable }) => ({
      mcpServers: { [name]: { httpUrl: url, ...headers(variable && `\${${variable}}`) } },
    }),
  },
  vscode: {
    title: 'VS Code',
    file: '.vscode/mcp.json in your project',
    format: 'json',
    content: ({ name, url, tokenVariable: variable }) => ({
      servers: { [name]: { type: 'http', url, ...headers(variable && `\${env:${variable}}`) } },
    }),
    tokenHint: (variable) =>
      `Set ${variable} to the client's access token in the shell that VS Code is started from`,
  },
} as const satisfies Record<string, ClientConfig>;

export type ClientName = keyof typeof CLIENT_CONFIGS;

export const CLIENT_NAMES = Object.keys(CLIENT_CONFIGS) as ClientName[];

export function configOf(client: ClientName): ClientConfig {
  return CLIENT_CONFIGS[client];
}

/** @returns the text of the client's file */
export function renderConfig({ format, content }: ClientConfig, endpoint: Endpoint): string {
  const config = content(endpoint);
  return format === 'json' ? JSON.stringify(config, null, 2) : toml(config);
}

/** The header's value stands in a variable as a whole: on Windows an argument with a space breaks apart. */
function bridge(url: string, variable: string | undefined): object {
  const args = ['-y', 'mcp-remote', url, '--transport', 'http-only'];
  if (url.startsWith('http:')) args.push('--allow-http');
  if (variable === undefined) return { command: 'npx', args };
  args.push('--header', 'Authorization:${MCPJUNGLE_AUTHORIZATION}');
  return { command: 'npx', args, env: { MCPJUNGLE_AUTHORIZATION: `Bearer <the value of ${variable}>` } };
}

/** Tables of strings, two levels deep: all that Codex needs. A JSON string is a basic string of TOML. */
function toml(config: object): string {
  const tables = Object.entries(config).flatMap(([group, servers]) =>
    Object.entries(servers as Record<string, Record<string, string>>).map(([name, values]) => {
      const lines = Object.entries(values).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
      return [`[${group}.${name}]`, ...lines].join('\n');
    }),
  );
  return tables.join('\n\n');
}
