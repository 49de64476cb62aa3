import { writeFile } from 'node:fs/promises';
import { byLayer, flameGraph, tree } from '../lib/flame.mjs';
import { Gateway } from '../lib/gateway.mjs';
import { load } from '../lib/load.mjs';
import { startPeer } from '../lib/peers.mjs';
import { profilable, profiling } from '../lib/profiler.mjs';
import { table } from '../lib/report.mjs';
import { target } from '../lib/target.mjs';

const WARM_UP_SECONDS = 3;
const SECONDS = 10;
const LEAST_SHARE = 0.005;
const GRAPH = new URL('../../docs/flame-graph.svg', import.meta.url);

/** Where the processor's time goes while small calls come in, by folder of ours and by library; writes docs/flame-graph.svg. */
export async function run() {
  const profiles = [];
  for (const modern of [false, true]) profiles.push(await profiled(modern));
  await writeFile(GRAPH, flameGraph(profiles[0].root));
  const layers = new Map();
  profiles.forEach(({ root, calls }, i) => {
    for (const [layer, us] of byLayer(root, layerOf)) {
      const figures = layers.get(layer) ?? [
        [0, 0],
        [0, 0],
      ];
      figures[i] = [us / calls, us / root.us];
      layers.set(layer, figures);
    }
  });
  const rows = [...layers]
    .filter(([, figures]) => figures.some(([, share]) => share > LEAST_SHARE))
    .map(([layer, figures]) => [
      layer,
      ...figures.flatMap(([us, share]) => [us.toFixed(1), `${(share * 100).toFixed(1)} %`]),
    ]);
  return `Own time of each layer while ${SECONDS} s of small calls come in over 32 connections.\n\n${table(['', 'legacy, µs a call', '', 'modern, µs a call', ''], rows)}`;
}

async function profiled(modern) {
  const upstream = await startPeer('upstream.mjs');
  const { nodeFlags, address } = await profilable();
  const gateway = await Gateway.start({ nodeFlags });
  await gateway.register('raw', { url: upstream.url, protocol: modern ? 'modern' : 'legacy' });
  const token = await gateway.createClient('bench', ['raw']);
  const one = await target('gateway', {
    url: gateway.mcp,
    pid: gateway.pid,
    token,
    modern,
    tool: 'raw__echo',
  });
  await load(one, { connections: 32, seconds: WARM_UP_SECONDS });
  const { profile, result } = await profiling(address, () =>
    load(one, { connections: 32, seconds: SECONDS }),
  );
  await gateway.stop();
  return { root: tree(profile), calls: result.perSecond * SECONDS };
}

/** A folder of `server/` two levels deep, a library, a module of Node.js. */
function layerOf({ name, place }) {
  if (place === '(native)') return name === '(garbage collector)' ? 'garbage collector' : 'native code';
  if (place.startsWith('server/'))
    return place
      .split('/')
      .slice(0, place.startsWith('server/gateway/') ? 3 : 2)
      .join('/');
  if (place.startsWith('node:'))
    return place.replace('node:internal/', 'node:').split('/').slice(0, 2).join('/');
  return place
    .split('/')
    .slice(0, place.startsWith('@') ? 2 : 1)
    .join('/');
}
