import { execFileSync } from 'node:child_process';
import { temporaryFolder } from '../lib/peers.mjs';
import { PROGRAM } from '../lib/gateway.mjs';
import { table } from '../lib/report.mjs';
import { inWords, median, spread } from '../lib/rounds.mjs';

const COMMANDS = { 'node -e 0': ['-e', '0'], 'mcpjungle version --json': [PROGRAM, 'version', '--json'] };

/** How long a command takes that does next to nothing, against Node.js itself doing nothing. */
export async function run({ rounds }) {
  const pairs = Math.max(10, rounds * 2);
  const times = await timesOfCommands(pairs);
  const [base, ours] = [...times.values()];
  const words = inWords(spread(ours.map((ms, round) => ms / base[round])));
  const rows = [...times].map(([name, all], i) => [name, median(all).toFixed(0), i ? words : '']);
  return `${pairs} pairs; no server is running.\n\n${table(['', 'ms', '× node -e 0'], rows)}`;
}

/** @returns name of the command to its times in milliseconds, in pairs, Node.js itself first */
export async function timesOfCommands(pairs) {
  const home = await temporaryFolder();
  const times = new Map(Object.keys(COMMANDS).map((name) => [name, []]));
  for (let round = 0; round <= pairs; round += 1) {
    for (const [name, args] of Object.entries(COMMANDS)) {
      const ms = timeOf(args, home);
      if (round > 0) times.get(name).push(ms); // the first fills the disk's cache
    }
  }
  return times;
}

function timeOf(args, home) {
  const before = performance.now();
  const env = { PATH: process.env.PATH, HOME: home, MCPJUNGLE_REGISTRY: 'http://127.0.0.1:9' };
  execFileSync(process.execPath, args, { stdio: 'ignore', env });
  return performance.now() - before;
}
