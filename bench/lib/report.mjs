import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { GENERATOR } from './load.mjs';

/** What the machine did besides, when the run began. */
const LOAD_BEFORE = loadavg()[0];

const FILE = new URL('../RESULTS.md', import.meta.url);

/** A Markdown table; the columns are padded, so that it also reads well in a terminal. */
export function table(header, rows) {
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** Writes the section of one row into RESULTS.md; sections of other rows stay as they are. */
export async function record(name, body) {
  const sections = await readSections();
  sections.set(name, `${machine()}\n\n${body}`);
  const text = [...sections].map(([title, content]) => `## ${title}\n\n${content.trim()}\n`).join('\n');
  await writeFile(FILE, `# What the benchmarks printed\n\n${INTRODUCTION}\n\n${text}`);
}

const INTRODUCTION =
  'Written by `npm run bench`. Compare ratios within one run, not numbers between runs: machines differ and are noisy.';

async function readSections() {
  const text = await readFile(FILE, 'utf8').catch(() => '');
  const parts = text.split(/^## /m).slice(1);
  return new Map(
    parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]),
  );
}

function machine() {
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  const date = new Date().toISOString().slice(0, 10);
  return `${date}: ${availableParallelism()} cores (${cpus()[0].model}), ${memoryGiB} GiB, ${process.platform}, Node.js ${process.versions.node}, ${GENERATOR}. Load, proxies and upstream share the machine; its load average before the run was ${LOAD_BEFORE.toFixed(1)}.`;
}
