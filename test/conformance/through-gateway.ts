import { TestApp } from '../support/test-app.js';
import { type Cell, REVISIONS } from './cells.js';
import { FIXTURE, startFixture } from './start-fixture.js';

/** Puts the gateway in front of the fixtures of these cells. @returns where the one of a cell is then reached */
export async function startGateway(cells: readonly Cell[]): Promise<(cell: Cell) => string> {
  const gateway = await TestApp.start();
  const servers = new Map(cells.map((cell) => [serverOf(cell), cell]));
  await Promise.all(
    [...servers].map(async ([name, cell]) => register(gateway.url, { name, ...(await definitionOf(cell)) })),
  );
  // The endpoint of one server: its names and URIs appear there as they are.
  const endpoint = (cell: Cell) => `${gateway.url}/v0/servers/${serverOf(cell)}/mcp`;
  const programs = cells.filter(({ client, over }) => client === 'modern' && over === 'stdio');
  await Promise.all(programs.map((cell) => callAsker(endpoint(cell))));
  return endpoint;
}

/**
 * Has the process started that the client with this capability gets: one check gives it 600 ms, which a busy
 * machine needs for the start alone.
 */
async function callAsker(url: string): Promise<void> {
  const protocol = REVISIONS.modern;
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': protocol,
    'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
  };
  const [method, name] = ['tools/call', 'test_simple_text'];
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': protocol,
      'mcp-method': method,
      'mcp-name': name,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { name, arguments: {}, _meta } }),
  });
  const text = await answer.text();
  if (!text.includes('"content"')) throw new Error(`the first call was answered ${text}`);
}

function serverOf({ server, over }: Cell): string {
  return `${server}-${over ?? 'http'}`;
}

/**
 * Over stdio the fixture keeps its state in its process, so that one is kept for each client, and has no way of
 * its own to be legacy alone.
 */
async function definitionOf({ server, over }: Cell): Promise<object> {
  if (over !== 'stdio') return { transport: 'streamable_http', url: await startFixture(server) };
  const args = [FIXTURE, '--stdio', '--era', server];
  const protocol = server === 'legacy' ? 'legacy' : 'auto';
  return { transport: 'stdio', command: process.execPath, args, session_mode: 'stateful', protocol };
}

async function register(gatewayUrl: string, server: object): Promise<void> {
  const answer = await fetch(`${gatewayUrl}/api/v0/servers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(server),
  });
  if (!answer.ok)
    throw new Error(`registering the fixture answered ${answer.status}: ${await answer.text()}`);
}
