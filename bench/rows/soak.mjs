import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Gateway } from '../lib/gateway.mjs';
import { countable, held, leaked, marked, residentMiB, settled } from '../lib/held.mjs';
import { atEnd, temporaryFolder } from '../lib/peers.mjs';
import { table } from '../lib/report.mjs';
import { prepare, WEAR } from '../lib/wear.mjs';

/** Idle sessions with upstreams end soon, so that what stays is a leak. */
const IDLE_SEC = 2;

/**
 * Puts a gateway through everything that comes and goes, again and again, and counts what it holds before and after.
 * @throws Leak when that is more
 */
export async function run({ rounds, count = 200, seconds = 0, onRound = () => {} }) {
  const file = join(await temporaryFolder(), 'counts.json');
  const { nodeFlags, env } = countable(file);
  const gateway = await Gateway.start({
    nodeFlags,
    env: { ...env, SESSION_IDLE_TIMEOUT_SEC: String(IDLE_SEC) },
  });
  const mark = join(await temporaryFolder(), 'mark');
  await writeFile(mark, '');
  // What leaked is not to outlive the count of it.
  atEnd(() => marked(mark).forEach((pid) => process.kill(pid, 'SIGKILL')));
  const world = await prepare(gateway, mark);
  const read = () => held(gateway, { file, mark });
  // Whatever is made once and kept is made now.
  for (const wear of Object.values(WEAR)) await wear(world, 10);
  const before = await quiet(read);
  const memory = [['0', '0', residentMiB(gateway.pid).toFixed(1)]];
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1000;
  for (let round = 1; round <= rounds || elapsed() < seconds; round++) {
    for (const wear of Object.values(WEAR)) await wear(world, count);
    memory.push([String(round), elapsed().toFixed(0), residentMiB(gateway.pid).toFixed(1)]);
    onRound(memory.at(-1));
  }
  const after = await settled(read, before);
  const body = report({ before, after, memory, count });
  if (leaked(before, after).length > 0) throw new Leak(body);
  return body;
}

/** Something was not given back; the message is the table. */
export class Leak extends Error {}

/** What is held when it does not become less any more. */
async function quiet(read) {
  let last = await read();
  for (;;) {
    await delay(2 * 1000 * IDLE_SEC);
    const now = await read();
    if (leaked(now, last).length === 0) return now;
    last = now;
  }
}

function report({ before, after, memory, count }) {
  const counts = Object.keys(before).map((kind) => [
    kind,
    String(before[kind]),
    String(after[kind]),
    after[kind] > before[kind] ? 'LEAKED' : '',
  ]);
  const kinds = Object.keys(WEAR).join(', ');
  return [
    `Each round ${count} times, programs less often: ${kinds}.`,
    table(['held', 'before', 'after', ''], counts),
    table(['round', 'seconds', 'resident MiB'], memory),
  ].join('\n\n');
}
