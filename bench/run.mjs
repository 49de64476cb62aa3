// npm run bench [-- <row>… --rounds=5 --seconds=5]: measures, prints the tables and writes RESULTS.md.
import { readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../scripts/lib/build.mjs';
import { stopAll } from './lib/peers.mjs';
import { record } from './lib/report.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '5' } },
});
const options = { rounds: Number(values.rounds), seconds: Number(values.seconds) };

await ensureBuilt();
for (const row of await chosenRows()) {
  const { run } = await import(`./rows/${row}.mjs`);
  try {
    const body = await run(options);
    console.log(`\n${row}\n\n${body}`);
    await record(row, body);
  } finally {
    await stopAll();
  }
}

async function chosenRows() {
  const files = await readdir(new URL('rows/', import.meta.url));
  const rows = files.map((file) => file.replace('.mjs', ''));
  const unknown = positionals.filter((name) => !rows.includes(name));
  if (unknown.length > 0) throw new Error(`no row ${unknown.join(', ')}; there are: ${rows.join(', ')}`);
  return positionals.length > 0 ? positionals : rows;
}
