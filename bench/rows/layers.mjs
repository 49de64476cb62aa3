import { fileURLToPath } from 'node:url';
import { Gateway } from '../lib/gateway.mjs';
import { startPeer } from '../lib/peers.mjs';
import { table } from '../lib/report.mjs';
import { interleaved, inWords, medianOf, ratio } from '../lib/rounds.mjs';
import { target } from '../lib/target.mjs';

const CONNECTIONS = 32;
const AS_IT_IS = 'as it is';
const WITHOUT_AUDIT = ['--import', fileURLToPath(new URL('../peers/without-audit.mjs', import.meta.url))];

/** What each part of the gateway costs a small call: the same calls with that part switched off, or on. */
export async function run({ rounds, seconds }) {
  const upstream = await startPeer('upstream.mjs');
  const withSessions = await startPeer('upstream.mjs', ['--sessions']);
  const collector = new URL('/', (await startPeer('collector.mjs')).url).origin;
  const without = (env, nodeFlags = []) => Gateway.start({ env, nodeFlags });
  const variants = [
    [AS_IT_IS, await without({})],
    ['without the audit of calls', await without({}, WITHOUT_AUDIT)],
    ['without metrics', await without({ OTEL_ENABLED: 'false' })],
    ['with traces', await without({ OTEL_EXPORTER_OTLP_ENDPOINT: collector })],
    ['without audit and metrics', await without({ OTEL_ENABLED: 'false' }, WITHOUT_AUDIT)],
    [
      'without tokens and grants',
      await Gateway.start({ mode: 'development', env: { OTEL_ENABLED: 'true' } }),
    ],
  ];
  const targets = [];
  for (const [name, gateway] of variants) targets.push(await targetAt(name, gateway, { url: upstream.url }));
  const [, gateway] = variants[0];
  targets.push(await targetAt('upstream with sessions', gateway, { url: withSessions.url, name: 'kept' }));
  targets.push(await targetAt('modern client and upstream', gateway, { url: upstream.url, name: 'modern' }));
  const results = await interleaved(targets, { rounds, seconds, connections: CONNECTIONS });
  const base = results.get(AS_IT_IS);
  const rows = [...results].map(([name, figures]) => [
    name,
    medianOf(figures, 'perSecond').toFixed(0),
    medianOf(figures, 'cpuUsEach').toFixed(0),
    inWords(ratio(figures, base, 'cpuUsEach')),
  ]);
  const head = ['', 'a second', 'CPU µs each', `CPU × ${AS_IT_IS}`];
  return `Connections: ${CONNECTIONS}; ${rounds} rounds of ${seconds} s.\n\n${table(head, rows)}`;
}

async function targetAt(label, gateway, { url, name = 'raw' }) {
  const modern = name === 'modern';
  await gateway.register(name, { url, protocol: modern ? 'modern' : 'legacy' });
  const token = gateway.isOpen ? undefined : await gateway.createClient(`bench-${name}`, [name]);
  return target(label, { url: gateway.mcp, pid: gateway.pid, token, modern, tool: `${name}__echo` });
}
