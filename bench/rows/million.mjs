import { Gateway } from '../lib/gateway.mjs';
import { load } from '../lib/load.mjs';
import { residentBytes } from '../lib/memory.mjs';
import { startPeer } from '../lib/peers.mjs';
import { table } from '../lib/report.mjs';
import { target } from '../lib/target.mjs';

const MIB = 2 ** 20;
const MARKS = [100_000, 250_000, 500_000, 750_000, 1_000_000];
const SLICE_SECONDS = 5;
const SETTLE_MS = 5000;

/** A million calls of one gateway, its audit log on disk: what memory it holds on the way. */
export async function run() {
  const upstream = await startPeer('upstream.mjs');
  const gateway = await Gateway.start();
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
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    seen.push({ calls, mib: residentBytes(gateway.pid) / MIB });
  }
  const rows = seen.map(({ calls: count, mib }) => [
    count.toLocaleString('en'),
    mib.toFixed(1),
    (mib / seen[0].mib).toFixed(2),
  ]);
  return table(['calls', 'resident MiB', '÷ the first'], rows);
}
