import { readdirSync, readFileSync } from 'node:fs';

/** Fails the run when a test left a process behind, and ends it. Linux only: it reads /proc. */
export default function teardown() {
  if (process.platform !== 'linux') return;
  const left = readdirSync('/proc').filter(isLeftBehind);
  if (left.length === 0) return;
  const names = left.map((pid) => `${pid} ${read(pid, 'cmdline').replaceAll('\0', ' ')}`);
  for (const pid of left) process.kill(Number(pid), 'SIGKILL');
  throw new Error(`left running by a test:\n${names.join('\n')}`);
}

function isLeftBehind(pid) {
  if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
  const mark = `MCPJUNGLE_TEST_RUN=${process.env.MCPJUNGLE_TEST_RUN}`;
  return read(pid, 'environ').includes(mark) && !read(pid, 'cmdline').includes('jest-worker');
}

/** Empty for a process of somebody else, or one that just ended. */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
