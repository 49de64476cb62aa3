import { beforeAll, describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../cli/index.js';
import { Person } from '../support/cli-process.js';
import { everythingBehindToken } from '../support/everything.js';
import { AuthorizationServer, ITSELF, ITSELF_FIELDS } from '../support/sign-in/authorization-server.js';
import { ProtectedServer } from '../support/sign-in/protected-server.js';
import { TestApp } from '../support/test-app.js';

/** `start` runs until it is told to stop; start.spec.ts reads what it prints. */
const ELSEWHERE = ['start'];

/** Each command once, in an order in which all succeed. A new command needs a line. */
const LINES = [
  'init-server',
  'whoami',
  'version',
  'register --name everything --url $UPSTREAM --bearer-token upstream-token',
  'list servers',
  'get server everything',
  'status',
  'refresh everything',
  'update server everything --description changed',
  'disable server everything',
  'enable server everything',
  'list tools',
  'usage everything__echo',
  `invoke everything__echo --input '{"message":"hi"}'`,
  'list prompts',
  'list resources',
  'get prompt everything__simple-prompt',
  'get resource demo://resource/static/document/architecture.md',
  'update tool everything__echo --rename say --description "Says it"',
  'update tool everything__echo --reset',
  'search echo --limit 3',
  'disable tool everything__echo',
  'enable tool everything__echo',
  'disable prompt everything',
  'enable prompt everything',
  'disable resource everything',
  'enable resource everything',
  'connect codex',
  'create group --conf group.json',
  'list groups',
  'get group some',
  'update group --conf group.json',
  'create mcp-client agent --allow everything --deny-tool "*__x"',
  'list mcp-clients',
  'update mcp-client agent --allow-group some',
  'get mcp-client agent',
  'explain agent everything__echo',
  'audit --since 1h --limit 5',
  'delete group some',
  'rotate mcp-client agent --grace 1h',
  'delete mcp-client agent',
  'create user alice',
  'list users',
  'update user alice --role admin',
  'rotate user alice',
  'delete user alice',
  'deregister everything',
  'register --conf itself.json',
  'login-upstream itself',
  'deregister itself',
  'validate alice.json',
  'apply alice.json',
  'export --dir exported',
  'autocomplete bash',
  'autocomplete zsh',
  'autocomplete fish',
  'complete -- usage x',
  'create user bob --access-token token-of-bob',
  'login token-of-bob',
  'logout',
];

describe('--json', () => {
  let person: Person;

  beforeAll(async () => {
    const app = await TestApp.start({ env: { SERVER_MODE: 'enterprise' } });
    const upstream = await everythingBehindToken('upstream-token');
    const issuer = await AuthorizationServer.start({ clients: [ITSELF] });
    const { url } = await ProtectedServer.start(issuer);
    person = new Person({ env: { MCPJUNGLE_REGISTRY: app.url, UPSTREAM: upstream.url } });
    person.writes('alice.json', { name: 'alice', role: 'user' });
    person.writes('itself.json', { name: 'itself', transport: 'streamable_http', url, ...ITSELF_FIELDS });
    person.writes('group.json', { name: 'some', included_tools: ['everything__echo'] });
  }, 60_000);

  it('is tried with every command', () => {
    const missing = Object.keys(COMMANDS).filter((id) => {
      const words = id.replaceAll(':', ' ');
      return !ELSEWHERE.includes(id) && !LINES.some((line) => line === words || line.startsWith(`${words} `));
    });
    expect(missing).toEqual([]);
  });

  it.each(LINES)('%s prints one document and nothing else', async (line) => {
    const { code, stdout, stderr } = await person.types(`mcpjungle ${asJson(line)}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const document: unknown = JSON.parse(stdout);
    expect(document).toEqual(expect.any(Object));
    expect(camelCaseKeys(document)).toEqual([]);
  });
});

/** Behind `--` nothing is a flag. */
function asJson(line: string): string {
  return line.includes(' -- ') ? line.replace(' -- ', ' --json -- ') : `${line} --json`;
}

/** What a schema or a tool says is not ours to name. */
const FOREIGN = new Set(['input_schema', 'output_schema', 'annotations', 'structuredContent', 'config']);
/** As MCP names them. */
const OF_MCP = new Set(['isError', 'structuredContent']);

function camelCaseKeys(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => [
    ...(/[A-Z]/.test(key) && !OF_MCP.has(key) ? [key] : []),
    ...(FOREIGN.has(key) ? [] : camelCaseKeys(value)),
  ]);
}
