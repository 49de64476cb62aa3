import { writeFile } from 'node:fs/promises';
import { Gateway } from '../lib/gateway.mjs';
import { curves } from '../lib/plot.mjs';
import { startNginx, startPeer } from '../lib/peers.mjs';
import { present } from '../lib/present.mjs';
import { interleaved, median, medianOf } from '../lib/rounds.mjs';
import { load } from '../lib/load.mjs';
import { table } from '../lib/report.mjs';
import { target } from '../lib/target.mjs';

const UPSTREAM = 'upstream itself';
const BASE = 'bare proxy';
const NGINX = 'nginx';
const GATEWAY = 'gateway';
const MOST = 32;
/** As many requests in flight at once as are measured; the first is what the goals speak of. */
const CONNECTIONS = [MOST, 1, 8, 128, 512];
const PLOT = new URL('../latency.svg', import.meta.url);

/** A small `tools/call`, in both eras: the gateway against the bare proxy, nginx and the upstream itself. */
export async function run({ rounds, seconds, compare }) {
  const targets = await callTargets(compare);
  const parts = [];
  const byConnections = new Map();
  for (const connections of CONNECTIONS) {
    const results = await interleaved(targets, { rounds, seconds, connections });
    byConnections.set(connections, results);
    const part = `Connections: ${connections}; ${rounds} rounds of ${seconds} s.\n\n${present(results, [BASE, NGINX])}`;
    console.error(`\n${part}`); // the row takes a quarter of an hour
    parts.push(part);
  }
  await writeFile(PLOT, plot(byConnections));
  parts.push(await atHalfLoad(targets, { rounds, seconds, most: byConnections.get(MOST) }));
  return parts.join('\n\n');
}

/** @param compare one more to measure, as `target` takes it */
export async function callTargets(compare) {
  const raw = await startPeer('upstream.mjs');
  const withSessions = await startPeer('upstream.mjs', ['--sessions']);
  const gateway = await Gateway.start();
  await gateway.register('raw', { url: raw.url, protocol: 'legacy' });
  await gateway.register('modern', { url: raw.url, protocol: 'modern' });
  await gateway.register('sessions', { url: withSessions.url, protocol: 'legacy' });
  const token = await gateway.createClient('bench', ['raw', 'modern', 'sessions']);
  const ours = { url: gateway.mcp, pid: gateway.pid, token };
  const nginx = await startNginx(raw.url);
  return Promise.all([
    target(UPSTREAM, { ...raw, tool: 'echo' }),
    ...(nginx ? [target(NGINX, { url: nginx, tool: 'echo' })] : []),
    target(BASE, { ...(await startPeer('proxy.mjs', [raw.url])), tool: 'echo' }),
    target(GATEWAY, { ...ours, tool: 'raw__echo' }),
    target('gateway, modern', { ...ours, modern: true, tool: 'modern__echo' }),
    target('gateway, upstream with sessions', { ...ours, tool: 'sessions__echo' }),
    ...(compare ? [target(compare.url, compare)] : []),
  ]);
}

/** What a caller feels when the machine is half busy: the tail against the middle, all at the gateway's half. */
async function atHalfLoad(targets, { rounds, seconds, most }) {
  const rows = [];
  const perSecond = medianOf(most.get(GATEWAY), 'perSecond') / 2;
  for (const one of targets.filter(({ name }) =>
    [UPSTREAM, BASE, GATEWAY, 'gateway, modern'].includes(name),
  )) {
    const figures = [];
    for (let round = 0; round < rounds; round += 1)
      figures.push(await load(one, { connections: MOST, seconds, perSecond }));
    const tail = median(figures.map(({ p50Ms, p99Ms }) => p99Ms / p50Ms));
    const columns = ['p50Ms', 'p99Ms'].map((figure) => medianOf(figures, figure).toFixed(2));
    rows.push([one.name, medianOf(figures, 'perSecond').toFixed(0), ...columns, tail.toFixed(1)]);
  }
  return `At most half of the calls a second that the gateway answered over ${MOST} connections.\n\n${table(['', 'a second', 'p50 ms', 'p99 ms', 'p99 ÷ p50'], rows)}`;
}

function plot(byConnections) {
  const ordered = [...byConnections].sort(([a], [b]) => a - b);
  const lines = [NGINX, BASE, GATEWAY, 'gateway, modern']
    .filter((name) => ordered[0][1].has(name))
    .map((name) => ({
      name,
      isLabelled: [NGINX, GATEWAY].includes(name),
      points: ordered.map(([connections, results]) => ({
        x: medianOf(results.get(name), 'perSecond'),
        y: medianOf(results.get(name), 'p50Ms'),
        label: String(connections),
      })),
    }));
  return curves(lines, {
    x: 'calls a second',
    y: 'p50, milliseconds (logarithmic)',
    dots: 'connections',
  });
}
