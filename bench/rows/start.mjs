import { Gateway } from '../lib/gateway.mjs';
import { end, startPeer, temporaryFolder } from '../lib/peers.mjs';
import { table } from '../lib/report.mjs';
import { inWords, median, spread } from '../lib/rounds.mjs';

const SERVERS = 50;
const TOOLS_EACH = 20;

/** How long until the server answers: empty, and with 50 servers and 1,000 tools in its database, all of them down. */
export async function run({ rounds }) {
  const folders = { empty: await temporaryFolder(), full: await temporaryFolder() };
  await fill(folders);
  const times = { empty: [], full: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, folder] of Object.entries(folders)) {
      const ms = await startTime(folder);
      if (round > 0) times[name].push(ms); // the first fills the disk's cache
    }
  }
  const ratios = times.full.map((ms, round) => ms / times.empty[round]);
  const rows = [
    ['empty', median(times.empty).toFixed(0), ''],
    [
      `${SERVERS} servers, ${SERVERS * TOOLS_EACH} tools, all down`,
      median(times.full).toFixed(0),
      inWords(spread(ratios)),
    ],
  ];
  return `From the start of the program to its first answer; ${rounds} rounds.\n\n${table(['', 'ms', '× empty'], rows)}`;
}

async function startTime(folder) {
  const before = performance.now();
  const gateway = await Gateway.spawn({ folder });
  const ms = performance.now() - before;
  await gateway.stop();
  return ms;
}

async function fill({ empty, full }) {
  await (await Gateway.start({ folder: empty })).stop();
  const upstream = await startPeer('upstream.mjs', [`--tools=${TOOLS_EACH}`]);
  const gateway = await Gateway.start({ folder: full });
  for (let i = 0; i < SERVERS; i += 1) await gateway.register(`server-${i}`, { url: upstream.url });
  await gateway.stop();
  await end(upstream.child);
}
