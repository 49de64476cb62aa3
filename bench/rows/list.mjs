import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Gateway } from '../lib/gateway.mjs';
import { startPeer, temporaryFolder } from '../lib/peers.mjs';
import { openSession, post } from '../lib/mcp.mjs';
import { present } from '../lib/present.mjs';
import { interleaved } from '../lib/rounds.mjs';
import { target } from '../lib/target.mjs';

const SERVERS = 50;
const TOOLS_EACH = 20;
export const STATIC = 'static file';

/** `tools/list` of 1,000 tools over 50 servers, filtered by grants, against a Node.js process that serves a file of that size. */
export async function run({ rounds, seconds }) {
  const { targets, bytes } = await listTargets();
  const results = await interleaved(targets, { rounds, seconds, connections: 32 });
  return `${SERVERS * TOOLS_EACH} tools of ${SERVERS} servers, a list of ${(bytes / 1024).toFixed(0)} KiB. Connections: 32; ${rounds} rounds of ${seconds} s.\n\n${present(results, [STATIC])}`;
}

/** @returns who serves the list, and its size in bytes */
export async function listTargets() {
  const gateway = await Gateway.start();
  const { token, bytes } = await filled(gateway);
  const file = join(await temporaryFolder(), 'list.json');
  await writeFile(file, bytes);
  const list = { method: 'tools/list', params: {} };
  const ours = { url: gateway.mcp, pid: gateway.pid, token, ...list };
  const targets = await Promise.all([
    target(STATIC, { ...(await startPeer('static.mjs', [file])), modern: true, ...list }, '"tools"'),
    target('gateway', ours, '"tools"'),
    target('gateway, modern', { ...ours, modern: true }, '"tools"'),
  ]);
  return { targets, bytes: bytes.length };
}

/** @returns token of a client that may reach 1,000 tools, one server's three extra ones denied, and the bytes of its list */
async function filled(gateway) {
  const { url } = await startPeer('upstream.mjs', [`--tools=${TOOLS_EACH}`]);
  for (let i = 0; i < SERVERS; i += 1) await gateway.register(`server-${i}`, { url });
  const token = await gateway.createClient('lists', ['*'], {
    denied_tools: ['*__echo', '*__text', '*__image'],
  });
  const headers = await openSession(gateway.mcp, token);
  const answer = await post(gateway.mcp, headers, {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/list',
    params: {},
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const { tools } = JSON.parse(bytes.toString()).result;
  if (tools.length !== SERVERS * TOOLS_EACH) throw new Error(`the list has ${tools.length} tools`);
  return { token, bytes };
}
