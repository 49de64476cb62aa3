import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** What a gateway is started with, so that {@link held} can ask it. */
export function countable(file) {
  const preload = new URL('../peers/counts.mjs', import.meta.url).href;
  return { nodeFlags: ['--no-warnings', '--import', preload], env: { COUNTS_FILE: file } };
}

/**
 * What the process of a gateway holds: seen from outside, by itself, and through its API.
 * @param mark stands in the command line of processes that belong to it, whoever their parent is by now
 */
export async function held(gateway, { file, mark }) {
  const { pid } = gateway;
  const servers = await gateway.servers();
  const inside = await countsOf(pid, file);
  return {
    processes: new Set([...descendants(pid), ...marked(mark)]).size,
    files: filesOf(pid).length,
    ...inside,
    'sessions with upstreams': servers.reduce((sum, { open_sessions: open }) => sum + open, 0),
    'streams of clients': await gateway.gauge('mcpjungle_open_streams'),
    'calls in flight': await gateway.gauge('mcpjungle_calls_in_flight'),
  };
}

/** The processes with this in their command line. */
export function marked(mark) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && commandOf(name).includes(mark))
    .map(Number);
}

/** Resident memory in MiB. */
export function residentMiB(pid) {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kib) / 1024;
}

/** Waits until nothing is held beyond what was. @returns what is held then, or when the time is up */
export async function settled(read, before, timeoutMs = 60_000) {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const now = await read();
    if (leaked(before, now).length === 0 || performance.now() > deadline) return now;
    await delay(500);
  }
}

/** What there is more of. */
export function leaked(before, after) {
  return Object.keys(before).filter((kind) => after[kind] > before[kind]);
}

async function countsOf(pid, file, timeoutMs = 20_000) {
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
    if (performance.now() > deadline) throw new Error(`process ${pid} does not say what it holds`);
    await delay(20);
  }
}

function filesOf(pid) {
  return readdirSync(`/proc/${pid}/fd`);
}

/** Those that have ended and were not asked about count too. */
function descendants(pid) {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(name)]);
  const found = [pid];
  for (const one of found)
    found.push(...parents.filter(([, parent]) => parent === one).map(([child]) => child));
  return found.slice(1);
}

function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // ended meanwhile
  }
}

function parentOf(pid) {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
  } catch {
    return undefined; // ended meanwhile
  }
}
