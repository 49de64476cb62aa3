import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder, versionOf } from './peers.mjs';

const run = promisify(execFile);
const WRK = versionOf('wrk', '-v');

/** The load generator that is used, with its version. */
export const GENERATOR = WRK
  ? WRK.replace(/ \[.*/, '')
  : `autocannon ${createRequire(import.meta.url)('autocannon/package.json').version}`;

/** In a target's body: replaced by another number for every request, since no two in flight may share an id. */
export const ID = 10_000_000;

/**
 * Sends the same POST over and over, from a process of its own, taking turns with the sessions.
 * @param target `{name, url, sessions, body}`; a session is the headers that its requests carry
 * @param perSecond how many to send, at the most; as many as can be when not given
 * @returns requests a second, and latencies in milliseconds
 * @throws when any request failed: numbers of a broken run do not count
 */
export async function load(target, { connections, seconds, perSecond }) {
  const generator = WRK ? wrk : autocannon;
  const result = await generator(target, { connections, seconds, perSecond });
  if (result.errors > 0) throw new Error(`${target.name}: ${result.errors} requests failed`);
  return result;
}

async function wrk({ url, sessions, body }, { connections, seconds, perSecond }) {
  const script = join(await temporaryFolder(), 'post.lua');
  const pauseMs = perSecond === undefined ? 0 : (connections / perSecond) * 1000;
  await writeFile(script, luaScript({ sessions, body, pauseMs }));
  const { stdout } = await run('wrk', [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--timeout',
    '30s',
    '-s',
    script,
    url,
  ]);
  return JSON.parse(stdout.slice(stdout.indexOf('{')));
}

/**
 * The requests are formatted once and cut at the id, so that the generator has little to do for each.
 * @param pauseMs how long a connection pauses between an answer and the next request, on average
 */
function luaScript({ sessions, body, pauseMs }) {
  const tables = sessions.map((headers) => {
    const fields = Object.entries(headers).map(([name, value]) => `["${name}"] = [==[${value}]==]`);
    return `{ ${fields.join(', ')} }`;
  });
  return `
local sessions = { ${tables.join(', ')} }
local before, after, id, turn = {}, {}, ${ID}, 0
function init()
  for i, headers in ipairs(sessions) do
    local text = wrk.format("POST", nil, headers, [==[${body}]==])
    local from, to = text:find("${ID}", text:find("\\r\\n\\r\\n", 1, true), true)
    before[i], after[i] = text:sub(1, from - 1), text:sub(to + 1)
  end
end
function request()
  id, turn = id + 1, turn % #sessions + 1
  return before[turn] .. id .. after[turn]
end
${pauseMs > 0 ? luaPauses(pauseMs) : ''}
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{"perSecond":%f,"p50Ms":%f,"p99Ms":%f,"errors":%d}\\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end`;
}

/** Of random lengths, exponentially distributed: as many callers that know nothing of each other would ask. */
function luaPauses(meanMs) {
  return `
function delay()
  return math.floor(-${meanMs} * math.log(1 - math.random()) + math.random())
end`;
}

async function autocannon(target, options) {
  const script = new URL('../peers/autocannon.mjs', import.meta.url);
  const { stdout } = await run(process.execPath, [
    script.pathname,
    JSON.stringify({ ...target, ...options, id: ID }),
  ]);
  return JSON.parse(stdout);
}
