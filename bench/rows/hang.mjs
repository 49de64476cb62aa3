import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Gateway } from '../lib/gateway.mjs';
import { load } from '../lib/load.mjs';
import { echo, openSession } from '../lib/mcp.mjs';
import { startPeer, temporaryFolder } from '../lib/peers.mjs';
import { table } from '../lib/report.mjs';
import { inWords, medianOf, ratio } from '../lib/rounds.mjs';
import { target } from '../lib/target.mjs';

const SERVERS = 63;
const WAYS = ['hang', 'reset', 'garbage', '100 MB', 'endless', 'crash at start'];
const CRASHING = 'crash at start';
/** Who calls the bad one meanwhile, and how long each waits between its calls. */
const CALLERS = 8;
/** Several would only show how long it takes to read so much. */
const CALLERS_OF_LARGE = 1;
const PAUSE_MS = 250;
const PROGRAM = fileURLToPath(new URL('../peers/program.mjs', import.meta.url));

/** 64 servers, one of which misbehaves: calls of another and lists, while nobody calls the bad one and while many do. */
export async function run({ rounds, seconds }) {
  const gateway = await Gateway.start({ env: { TOOL_CALL_TIMEOUT_SEC: '10' } });
  const token = await gateway.createClient('bench', ['*']);
  const crashFile = await registered(gateway);
  const targets = await targetsOf(gateway, token);
  for (const one of targets) await load(one, { connections: 8, seconds: 1 });
  const rows = [];
  for (const way of WAYS) {
    if (way === CRASHING) await writeFile(crashFile, '');
    const headers = await openSession(gateway.mcp, token);
    const tool = `${nameOf(way)}__${way === CRASHING ? 'pid' : 'act'}`;
    const count = way === '100 MB' ? CALLERS_OF_LARGE : CALLERS;
    const pester = () => pestering(gateway.mcp, { headers, tool, count });
    rows.push(...(await measured(targets, { way, pester, rounds, seconds })));
  }
  const head = ['', '', 'before, a second', 'during, a second', 'during / before', 'p99 during / before'];
  return `${SERVERS + 1} servers, one of them bad and called by ${CALLERS} clients all the time, the one that answers 100 MB by ${CALLERS_OF_LARGE}. Connections: 8; ${rounds} rounds of ${seconds} s, before and during in turn.\n\n${table(head, rows)}`;
}

const nameOf = (way) => way.toLowerCase().replaceAll(' ', '-');

/** @returns the file whose presence makes the program crash */
async function registered(gateway) {
  const good = await startPeer('upstream.mjs');
  for (let i = 0; i < SERVERS; i++) await gateway.register(`good-${i}`, { url: good.url });
  const bad = await startPeer('bad.mjs');
  for (const way of WAYS.filter((one) => one !== CRASHING)) {
    await gateway.register(nameOf(way), { url: new URL(`/${encodeURIComponent(way)}`, bad.url).href });
  }
  const crashFile = join(await temporaryFolder(), 'crash');
  await gateway.register(nameOf(CRASHING), {
    transport: 'stdio',
    command: process.execPath,
    args: [PROGRAM, '0', '', crashFile],
  });
  return crashFile;
}

function targetsOf({ mcp: url, pid }, token) {
  return Promise.all([
    target('calls of another', { url, pid, token, tool: 'good-7__echo' }),
    target('lists', { url, pid, token, method: 'tools/list', params: {} }, '"tools"'),
  ]);
}

/** A row for each target. */
async function measured(targets, { way, pester, rounds, seconds }) {
  const results = new Map(targets.map(({ name }) => [name, { before: [], during: [] }]));
  for (let round = 0; round < rounds; round++) {
    for (const one of targets)
      results.get(one.name).before.push(await load(one, { connections: 8, seconds }));
    const stop = pester();
    for (const one of targets)
      results.get(one.name).during.push(await load(one, { connections: 8, seconds }));
    await stop();
  }
  return [...results].map(([name, { before, during }]) => [
    way,
    name,
    medianOf(before, 'perSecond').toFixed(0),
    medianOf(during, 'perSecond').toFixed(0),
    inWords(ratio(during, before)),
    inWords(ratio(during, before, 'p99Ms')),
  ]);
}

/** Calls a tool over and over. @returns what ends it */
function pestering(url, { headers, tool, count }) {
  const controller = new AbortController();
  const { signal } = controller;
  let id = 0;
  const caller = async () => {
    while (!signal.aborted) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: ++id, method: 'tools/call', params: echo(tool) });
      const answer = await fetch(url, { method: 'POST', headers, body, signal });
      if (!(await answer.json()).error) throw new Error(`${tool} did not fail`);
      await delay(PAUSE_MS, undefined, { signal });
    }
  };
  const all = Promise.all(Array.from({ length: count }, caller)).catch((error) => {
    if (!signal.aborted) throw error;
  });
  return () => {
    controller.abort();
    return all;
  };
}
