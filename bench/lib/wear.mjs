import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { atEnd, end, startPeer, temporaryFolder } from './peers.mjs';
import { Client, connectBySse, listenModern } from './raw-client.mjs';

const PROGRAM = fileURLToPath(new URL('../peers/program.mjs', import.meta.url));
const AT_ONCE = 20;

/** The program of a stdio server, which has started another one, as those do that are started by npx. */
const program = (session_mode, mark, ...args) => ({
  transport: 'stdio',
  command: '/bin/sh',
  args: ['-c', `tail -f ${mark} >/dev/null & exec "$0" "$@"`, process.execPath, PROGRAM, '0', ...args],
  session_mode,
});

/** What a gateway goes through in its life, `count` times each; none of it may leave anything behind. */
export const WEAR = {
  'sessions ended': (world, count) => endSessions(world, count),
  'sessions dropped': ({ mcp }, count) =>
    many(count, () => session(mcp, 'http__echo', (client) => client.vanish())),
  'sessions over an SSE upstream': ({ mcp }, count) =>
    many(count, () => session(mcp, 'sse__echo', (client) => client.vanish())),
  // More than a client may have at a time: those that are gone must not count.
  'HTTP+SSE clients dropped': ({ gateway, mcp }, count) =>
    many(2 * count, async () => (await connectBySse(`${gateway.url}/sse`, mcp.token))()),
  'listening clients dropped': ({ mcp }, count) =>
    many(2 * count, async () => (await listenModern(mcp.url, mcp.token))()),
  'clients killed in calls': (world, count) => killClients(world, count),
  'HTTP upstreams killed in calls': (world, count) =>
    killUpstreams(world, { count, name: 'mortal', definition: ({ url }) => ({ url }) }),
  'SSE upstreams killed in calls': (world, count) =>
    killUpstreams(world, {
      count,
      name: 'mortal-sse',
      definition: ({ url }) => ({ url: url.replace(/mcp$/, 'sse'), transport: 'sse' }),
    }),
  'stdio calls': (world, count) => callPrograms(world, count),
  'stdio sessions dropped': ({ mcp }, count) =>
    many(Math.ceil(count / 10), () => session(mcp, 'kept__pid', (client) => client.vanish())),
  'stdio servers killed in calls': (world, count) => killPrograms(world, Math.ceil(count / 20)),
};

/**
 * Registers what {@link WEAR} uses.
 * @param mark the path of a file: stands in the command line of what programs have started
 */
export async function prepare(gateway, mark) {
  const peer = await startPeer('mortal.mjs');
  // Closes no connection by itself: that is for the gateway to do.
  const patient = await startPeer('mortal.mjs', ['600000']);
  await gateway.register('http', { url: peer.url, session_mode: 'stateful' });
  await gateway.register('sse', {
    url: peer.url.replace(/mcp$/, 'sse'),
    transport: 'sse',
    session_mode: 'stateful',
  });
  await gateway.register('kept', program('stateful', mark));
  const mcp = { url: `${gateway.url}/mcp`, token: await gateway.createClient('soak', ['*']) };
  return { gateway, mcp, peer, patient, mark };
}

async function many(count, one) {
  const left = { count };
  const work = async () => {
    while (left.count-- > 0) await one();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function session({ url, token }, tool, finish) {
  const client = await Client.open(url, token);
  await client.listen();
  const answer = await client.call(tool);
  if (!answer.result) throw new Error(`${tool}: ${JSON.stringify(answer)}`);
  await finish(client);
}

/** Upstream sessions end with them, long before they would for being idle, and connections with their server. */
async function endSessions({ gateway, mcp, patient }, count) {
  await gateway.register('brief', { url: patient.url });
  await many(count, () => session(mcp, 'brief__echo', (client) => client.end()));
  await until('the upstream sessions of ended sessions end', async () => {
    const servers = await gateway.servers();
    // The gateway may have one of its own.
    return servers.find(({ name }) => name === 'brief').open_sessions <= 1;
  });
  await gateway.deregister('brief');
}

/** A lost connection is no cancellation: their calls go on until their time is up. */
async function killClients({ gateway, mcp, peer }, count) {
  await gateway.register('deaf', { url: peer.url, session_mode: 'stateful', timeout_sec: 2 });
  const options = JSON.stringify({ ...mcp, count, tool: 'deaf__hang' });
  const child = fork(new URL('../peers/clients.mjs', import.meta.url), [options]);
  atEnd(() => end(child));
  await once(child, 'message');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await until('the sessions of killed clients end', async () => {
    const servers = await gateway.servers();
    return servers.find(({ name }) => name === 'deaf').open_sessions === 0;
  });
  await gateway.deregister('deaf');
}

/** Calls that wait for an answer are all to be told that there will be none. */
async function killUpstreams({ gateway, mcp }, { count, name, definition }) {
  const peer = await startPeer('mortal.mjs');
  await gateway.register(name, definition(peer));
  const hanging = new Promise((resolve) => {
    peer.child.on('message', () => --count === 0 && resolve());
  });
  const failed = failingCalls(mcp, { count, tool: `${name}__hang` });
  await hanging;
  peer.child.kill('SIGKILL');
  await failed;
  await gateway.deregister(name);
}

/** With the server the processes go that waited for more calls. */
async function callPrograms({ gateway, mcp, mark }, count) {
  await gateway.register('stdio', program('stateless', mark));
  await many(count, () => session(mcp, 'stdio__pid', (client) => client.end()));
  await gateway.deregister('stdio');
}

async function killPrograms({ gateway, mcp, mark }, count) {
  const pidFile = join(await temporaryFolder(), 'pids');
  await writeFile(pidFile, '');
  await gateway.register('mortal-stdio', program('stateless', mark, pidFile));
  const failed = failingCalls(mcp, { count, tool: 'mortal-stdio__hang' });
  let pids = [];
  await until('programs get their calls', async () => {
    pids = (await readFile(pidFile, 'utf8')).split('\n').filter(Boolean).map(Number);
    return pids.length >= count;
  });
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await failed;
  await gateway.deregister('mortal-stdio');
}

/** @throws when it does not happen */
async function until(what, hasHappened, timeoutMs = 60_000) {
  const deadline = performance.now() + timeoutMs;
  while (!(await hasHappened())) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await delay(100);
  }
}

/** Each in a session of its own. @throws when one does not end in an error that names the server */
async function failingCalls({ url, token }, { count, tool }) {
  const [server] = tool.split('__');
  await Promise.all(
    Array.from({ length: count }, async () => {
      const client = await Client.open(url, token);
      const { error } = await client.call(tool);
      if (!error?.message.includes(`"${server}"`)) throw new Error(`${tool} did not fail: ${error?.message}`);
      client.vanish();
    }),
  );
}
