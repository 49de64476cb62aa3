import { Gateway } from '../lib/gateway.mjs';
import { forgetPeak, peakBytes, residentBytes } from '../lib/memory.mjs';
import { startPeer } from '../lib/peers.mjs';
import { present } from '../lib/present.mjs';
import { table } from '../lib/report.mjs';
import { interleaved } from '../lib/rounds.mjs';
import { target } from '../lib/target.mjs';

const MIB = 2 ** 20;
const BASE = 'bare proxy';
export const CONNECTIONS = 4;
export const BODIES = [
  { words: '1 MiB of text', tool: 'text', bytes: MIB },
  { words: '10 MiB of an image', tool: 'image', bytes: 10 * MIB },
];

/** Large results: calls a second, and what memory one of them takes on its way. */
export async function run({ rounds, seconds }) {
  const targetsOf = await largeTargets();
  const parts = [];
  for (const body of BODIES) {
    const targets = await targetsOf(body);
    const memory = [];
    for (const one of targets) memory.push(await oneAtATime(one, body.bytes));
    const results = await interleaved(targets, { rounds, seconds, connections: CONNECTIONS });
    const head = `${body.words}. Connections: ${CONNECTIONS}; ${rounds} rounds of ${seconds} s.`;
    parts.push(
      `${head}\n\n${present(results, [BASE])}\n\n${table(['', 'peak over rest, MiB', '÷ body'], memory)}`,
    );
  }
  return parts.join('\n\n');
}

/** @returns a function that gives the targets for one of `BODIES` */
export async function largeTargets() {
  const upstream = await startPeer('upstream.mjs');
  const proxy = await startPeer('proxy.mjs', [upstream.url]);
  const gateway = await Gateway.start();
  await gateway.register('raw', { url: upstream.url, protocol: 'legacy' });
  const token = await gateway.createClient('bench', ['raw']);
  const ours = { url: gateway.mcp, pid: gateway.pid, token };
  return ({ tool, bytes }) => {
    const params = (name) => ({ name, arguments: { bytes } });
    return Promise.all([
      target(BASE, { ...proxy, params: params(tool) }, 'abcdefghij'),
      target('gateway', { ...ours, params: params(`raw__${tool}`) }, 'abcdefghij'),
    ]);
  };
}

/** Memory above that of the process at rest, while the same large answer is asked for once after another. */
async function oneAtATime({ name, url, pid, sessions, body }, bytes) {
  await settled(pid);
  const before = residentBytes(pid);
  forgetPeak(pid);
  const answer = await fetch(url, { method: 'POST', headers: sessions[0], body });
  await answer.arrayBuffer();
  const grown = peakBytes(pid) - before;
  return [name, (grown / MIB).toFixed(1), (grown / bytes).toFixed(2)];
}

/** Waits until the process gives back no more memory, at the most some seconds. */
async function settled(pid) {
  for (let i = 0, last = Infinity; i < 10; i += 1) {
    const now = residentBytes(pid);
    if (Math.abs(now - last) < MIB / 4) return;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
