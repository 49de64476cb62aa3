import { Gateway } from '../lib/gateway.mjs';
import { ID } from '../lib/load.mjs';
import { openSession, post, toolCall } from '../lib/mcp.mjs';
import { startNginx, startPeer } from '../lib/peers.mjs';
import { table } from '../lib/report.mjs';
import { interleaved, medianOf, ratio } from '../lib/rounds.mjs';

const BASE = 'bare proxy';
const NGINX = 'nginx';
const SESSIONS = 32;

/** A small `tools/call`, ratios of calls a second (least and greatest of a round): the gateway against the bare proxy, nginx and the upstream itself. */
export async function run({ rounds, seconds }) {
  const targets = await startTargets();
  const parts = [];
  for (const connections of [32, 1]) {
    const results = await interleaved(targets, { rounds, seconds, connections });
    parts.push(`Connections: ${connections}; ${rounds} rounds of ${seconds} s.\n\n${present(results)}`);
  }
  return parts.join('\n\n');
}

async function startTargets() {
  const raw = await startPeer('upstream.mjs');
  const withSessions = await startPeer('upstream.mjs', ['--sessions']);
  const gateway = await Gateway.start();
  await gateway.register('raw', raw.url);
  await gateway.register('sessions', withSessions.url);
  const token = await gateway.createClient('bench', ['raw', 'sessions']);
  const mcp = { url: `${gateway.url}/mcp`, pid: gateway.pid, token };
  const nginx = await startNginx(raw.url);
  return Promise.all([
    target('upstream itself', { ...raw, tool: 'echo' }),
    ...(nginx ? [target(NGINX, { url: nginx, tool: 'echo' })] : []),
    target(BASE, { ...(await startPeer('proxy.mjs', [raw.url])), tool: 'echo' }),
    target('gateway', { ...mcp, tool: 'raw__echo' }),
    target('gateway, upstream with sessions', { ...mcp, tool: 'sessions__echo' }),
  ]);
}

/** What the load generator sends, tried once: a target that answers anything but the result is no target. */
async function target(name, { url, pid, tool, token }) {
  const sessions = await Promise.all(Array.from({ length: SESSIONS }, () => openSession(url, token)));
  const message = toolCall(tool, ID);
  const { result } = await (await post(url, sessions[0], message)).json();
  if (result?.content?.[0]?.text !== 'hello') throw new Error(`${name} does not answer the call`);
  return { name, url, pid, sessions, body: JSON.stringify(message) };
}

function present(results) {
  const bases = [BASE, ...(results.has(NGINX) ? [NGINX] : [])];
  const rows = [...results].map(([name, figures]) => [
    name,
    medianOf(figures, 'perSecond').toFixed(0),
    medianOf(figures, 'p50Ms').toFixed(2),
    medianOf(figures, 'p99Ms').toFixed(2),
    rounded(medianOf(figures, 'cpuUsEach')),
    ...bases.map((base) => inWords(ratio(figures, results.get(base)))),
  ]);
  return table(
    ['', 'calls/s', 'p50 ms', 'p99 ms', 'CPU µs a call', ...bases.map((base) => `× ${base}`)],
    rows,
  );
}

function rounded(value) {
  return Number.isNaN(value) ? '' : value.toFixed(0);
}

function inWords({ median, min, max }) {
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}
