import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Gateway } from '../lib/gateway.mjs';
import { load } from '../lib/load.mjs';
import { startPeer, temporaryFolder } from '../lib/peers.mjs';
import { table } from '../lib/report.mjs';
import { target } from '../lib/target.mjs';

const MIB = 2 ** 20;
const MARKS = [100_000, 250_000, 500_000, 750_000, 1_000_000];
const SLICE_SECONDS = 5;
const SETTLE_MS = 5000;
const COLLECT = new URL('../peers/collect.mjs', import.meta.url).href;

/**
 * A million calls of one gateway, its audit log on disk: what memory it holds on the way. Garbage is collected before
 * each look, else what is seen is how long ago that was.
 */
export async function run() {
  const upstream = await startPeer('upstream.mjs');
  const file = join(await temporaryFolder(), 'memory.json');
  const gateway = await Gateway.start({ nodeFlags: ['--import', COLLECT], env: { MEMORY_FILE: file } });
  await gateway.register('raw', { url: upstream.url, protocol: 'legacy' });
  const token = await gateway.createClient('bench', ['raw']);
  const one = await target('gateway', { url: gateway.mcp, pid: gateway.pid, token, tool: 'raw__echo' });
  const seen = [];
  let calls = 0;
  for (const mark of MARKS) {
    while (calls < mark) {
      const { perSecond } = await load(one, { connections: 32, seconds: SLICE_SECONDS });
      calls += Math.round(perSecond * SLICE_SECONDS);
    }
    await delay(SETTLE_MS);
    seen.push({ calls, ...(await memoryOf(gateway.pid, file)) });
  }
  const [first] = seen;
  const mib = (bytes) => (bytes / MIB).toFixed(1);
  const rows = seen.map(({ calls: count, rss, heapUsed, external }) => [
    count.toLocaleString('en'),
    mib(rss),
    (rss / first.rss).toFixed(2),
    mib(heapUsed),
    mib(external),
  ]);
  return table(['calls', 'resident MiB', '÷ the first', 'heap in use', 'outside of it'], rows);
}

async function memoryOf(pid, file) {
  await rm(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  while (!existsSync(file)) await delay(50);
  return JSON.parse(await readFile(file, 'utf8'));
}
