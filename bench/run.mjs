// npm run bench [-- <row>… --rounds=5 --seconds=5 --compare=<url>]: measures, prints the tables and writes RESULTS.md.
// npm run bench -- gate: only says whether something has become slower.
import { readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../scripts/lib/build.mjs';
import { stopAll } from './lib/peers.mjs';
import { record } from './lib/report.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    /** MCP endpoint of another gateway in front of the same kind of upstream, measured in the row `call` too. */
    compare: { type: 'string' },
    'compare-tool': { type: 'string', default: 'echo' },
  },
});

if (values.help) {
  console.log(
    `npm run bench -- [<row>…] [--rounds=5] [--seconds=5] [--compare=<url> --compare-tool=<tool>]\n\nRows: ${(await allRows()).join(', ')}; without one, all. "gate" only says whether something has become slower.`,
  );
  process.exit();
}
await ensureBuilt();
if (positionals.includes('gate')) await judge();
else for (const row of await chosenRows()) await measure(row);

async function judge() {
  const { gate } = await import('./gate.mjs');
  try {
    if (!(await gate())) process.exitCode = 1;
  } finally {
    await stopAll();
  }
}

async function measure(row) {
  const { run } = await import(`./rows/${row}.mjs`);
  try {
    const body = await run({
      rounds: Number(values.rounds),
      seconds: Number(values.seconds),
      ...(values.compare && { compare: compared() }),
    });
    console.log(`\n${row}\n\n${body}`);
    await record(row, body);
  } finally {
    await stopAll();
  }
}

/** The token comes from the environment: on the command line it would end up in the shell's history. */
function compared() {
  return { url: values.compare, tool: values['compare-tool'], token: process.env.BENCH_COMPARE_TOKEN };
}

async function chosenRows() {
  const rows = await allRows();
  const unknown = positionals.filter((name) => !rows.includes(name));
  if (unknown.length > 0)
    throw new Error(`no row ${unknown.join(', ')}; there are: ${rows.join(', ')}, and gate`);
  return positionals.length > 0 ? positionals : rows;
}

async function allRows() {
  const files = await readdir(new URL('rows/', import.meta.url));
  return files.map((file) => file.replace('.mjs', ''));
}
