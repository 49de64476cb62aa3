import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../cli/index.js';
import { defer } from '../support/cleanup.js';
import { Person } from '../support/cli-process.js';
import { freePort } from '../support/ports.js';

const SHELLS = ['bash', 'zsh', 'fish'].map((shell) => `autocomplete:${shell}`);
/** They do without the server. */
const LOCAL = new Set([...SHELLS, 'start', 'logout', 'version', 'validate', 'complete']);

/** What a command needs beside its required arguments to get as far as the server. */
const FLAGS: Record<string, string[]> = {
  'create:group': ['-c', 'group.json'],
  'create:mcp-client': ['x'],
  'create:user': ['x'],
  register: ['--name', 'x', '--url', 'http://127.0.0.1:1'],
  refresh: ['x'],
  'update:group': ['-c', 'group.json'],
  'update:mcp-client': ['--description', 'x'],
  'update:server': ['x', '--description', 'x'],
  'update:tool': ['--reset'],
  'update:user': ['--role', 'user'],
};

/** What its required arguments are, where a name does not do. */
const VALUES: Record<string, string> = {
  apply: 'alice.json',
  connect: 'codex',
  usage: 'x__y',
  invoke: 'x__y',
};

const ids = Object.keys(COMMANDS);
const remote = ids.filter((id) => !LOCAL.has(id));

/** A command as it could be typed. */
function typed(id: string): string[] {
  const required = Object.values(COMMANDS[id]!.args).filter((argument) => argument.required);
  return [...id.split(':'), ...required.map(() => VALUES[id] ?? 'x'), ...(FLAGS[id] ?? [])];
}

/** A server that answers everything alike. @returns its URL */
async function answering(status: number, body: object): Promise<string> {
  const server = createServer((request, answer) => {
    request.resume();
    answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  defer(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let person: Person;
let nobody: string;
let unauthorized: string;
let forbidden: string;

beforeAll(async () => {
  person = new Person();
  person.writes('alice.json', { name: 'alice', role: 'user' });
  person.writes('group.json', { name: 'g', included_servers: ['x'] });
  nobody = `http://127.0.0.1:${await freePort()}`;
  unauthorized = await answering(401, { error: 'no access token', code: 'unauthorized' });
  forbidden = await answering(403, { error: 'this needs the admin role', code: 'forbidden' });
});

describe.each(ids)('%s', (id) => {
  it('ends with 2 and one line for a flag that it does not have', async () => {
    const { code, stdout, stderr } = await person.mcpjungle(...typed(id), '--nonsense');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: unknown flag: --nonsense.* \(see `mcpjungle .* --help`\)\n$/);
  });
});

describe.each(remote)('%s', (id) => {
  it('says that no server is there; takes --registry before its words, --yes and --json behind', async () => {
    const message = `cannot reach ${nobody} (is the server running?): the connection was refused`;
    const { code, stdout } = await person.mcpjungle('--registry', nobody, ...typed(id), '--yes', '--json');
    expect({ code, document: JSON.parse(stdout) }).toEqual({
      code: 1,
      document: { error: { message, status: null, code: 'unreachable' } },
    });
  });

  it('says how to sign in', async () => {
    const env = `MCPJUNGLE_REGISTRY=${unauthorized}`;
    const { code, stdout, stderr } = await person.types(`${env} mcpjungle ${typed(id).join(' ')}`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: .*(run `mcpjungle login <access-token>`|set MCPJUNGLE_INIT_TOKEN).*\n$/);
  });

  it('says which role is missing, as a document too', async () => {
    const env = `MCPJUNGLE_REGISTRY=${forbidden}`;
    const words = typed(id).join(' ');
    expect(await person.types(`${env} mcpjungle ${words}`)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: this needs the admin role\n',
    });
    const { code, stdout, stderr } = await person.types(`${env} mcpjungle ${words} --json`);
    expect({ code, stderr, document: JSON.parse(stdout) }).toEqual({
      code: 1,
      stderr: '',
      document: { error: { message: 'this needs the admin role', status: 403, code: 'forbidden' } },
    });
  });
});
