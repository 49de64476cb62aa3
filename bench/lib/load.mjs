import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder, versionOf } from './peers.mjs';

const run = promisify(execFile);
const WRK = versionOf('wrk', '-v');
const require = createRequire(import.meta.url);

/** The load generator that is used, with its version. */
export const GENERATOR = WRK
  ? WRK.replace(/ \[.*/, '')
  : `autocannon ${require('autocannon/package.json').version}`;

/**
 * Sends the same POST over and over, from a process of its own.
 * @param target `{url, headers, body}`
 * @returns requests a second, and latencies in milliseconds
 * @throws when any request failed: numbers of a broken run do not count
 */
export async function load(target, { connections, seconds }) {
  const result = await (WRK ? wrk : autocannon)(target, { connections, seconds });
  if (result.errors > 0) throw new Error(`${target.url}: ${result.errors} requests failed`);
  return result;
}

async function wrk({ url, headers, body }, { connections, seconds }) {
  const script = join(await temporaryFolder(), 'post.lua');
  await writeFile(script, luaScript({ headers, body }));
  const { stdout } = await run('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, url]);
  return JSON.parse(stdout.slice(stdout.indexOf('{')));
}

function luaScript({ headers, body }) {
  const lines = Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = [==[${value}]==]`);
  return `
wrk.method = "POST"
wrk.body = [==[${body}]==]
${lines.join('\n')}
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{"perSecond":%f,"p50Ms":%f,"p99Ms":%f,"errors":%d}\\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end`;
}

async function autocannon({ url, headers, body }, { connections, seconds }) {
  const program = require.resolve('autocannon/autocannon.js');
  const headerArgs = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}=${value}`]);
  const args = [
    program,
    '-j',
    '-m',
    'POST',
    '-c',
    connections,
    '-d',
    seconds,
    '-b',
    body,
    ...headerArgs,
    url,
  ];
  const { stdout } = await run(process.execPath, args.map(String), { maxBuffer: 16 * 1024 * 1024 });
  const { requests, latency, errors, non2xx, timeouts } = JSON.parse(stdout);
  return {
    perSecond: requests.average,
    p50Ms: latency.p50,
    p99Ms: latency.p99,
    errors: errors + non2xx + timeouts,
  };
}
