// npm run bench -- gate: the small set, in under two minutes; fails when a ratio has fallen below its floor.
import { readFile } from 'node:fs/promises';
import { stopAll } from './lib/peers.mjs';
import { table } from './lib/report.mjs';
import { interleaved, ratio, spread } from './lib/rounds.mjs';
import { callTargets } from './rows/call.mjs';
import { timesOfCommands } from './rows/cli.mjs';
import { BODIES, CONNECTIONS, largeTargets } from './rows/large.mjs';
import { listTargets, STATIC } from './rows/list.mjs';

const FLOORS = new URL('floors.json', import.meta.url);
const BASE = 'bare proxy';
const ROUNDS = { rounds: 5, seconds: 2 };

/** Measures the ratios that have a floor; all of them: greater is better. @returns name to median, least and greatest */
async function measured() {
  const ratios = new Map();
  const few = (await callTargets()).filter(({ name }) => [BASE, 'gateway', 'gateway, modern'].includes(name));
  const calls = await interleaved(few, { ...ROUNDS, connections: 32 });
  ratios.set('calls, legacy', ratio(calls.get('gateway'), calls.get(BASE)));
  ratios.set('calls, modern', ratio(calls.get('gateway, modern'), calls.get(BASE)));
  await stopAll();

  const { targets } = await listTargets();
  const lists = await interleaved(
    targets.filter(({ name }) => [STATIC, 'gateway'].includes(name)),
    { ...ROUNDS, connections: 32 },
  );
  ratios.set('lists', ratio(lists.get('gateway'), lists.get(STATIC)));
  await stopAll();

  const [body] = BODIES;
  const large = await interleaved(await (await largeTargets())(body), {
    ...ROUNDS,
    connections: CONNECTIONS,
  });
  ratios.set(body.words, ratio(large.get('gateway'), large.get(BASE)));

  const [node, ours] = [...(await timesOfCommands(10)).values()];
  ratios.set('command line', spread(node.map((ms, round) => ms / ours[round])));
  return ratios;
}

/** @returns whether every ratio is at its floor, or below by no more than this run's own noise */
export async function gate() {
  const floors = new Map(Object.entries(JSON.parse(await readFile(FLOORS, 'utf8'))));
  const ratios = await measured();
  const rows = [...floors].map(([name, floor]) => {
    const { median, min, max } = ratios.get(name);
    const noise = (max - min) / 2;
    const holds = median + noise >= floor;
    return { holds, cells: [name, floor, median, noise].map((cell) => cell.toFixed?.(2) ?? cell) };
  });
  console.log(
    table(
      ['', 'floor', 'measured', 'noise ±', ''],
      rows.map(({ holds, cells }) => [...cells, holds ? 'holds' : 'FELL']),
    ),
  );
  return rows.every(({ holds }) => holds);
}
