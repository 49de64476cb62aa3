import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Cell, cellName } from './cells.js';
import type { Tally } from './results.js';

export interface Row {
  readonly cell: Cell;
  readonly direct: Tally;
  readonly through: Tally;
}

export const RESULTS = join(import.meta.dirname, 'RESULTS.md');

/** The table of the README: what the suite says of the fixture, asked directly and through the gateway. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ cell, direct, through }) =>
    cells([cellName(cell), scenarios(direct), checks(direct), scenarios(through), checks(through)]),
  );
  return [cells(HEAD), cells(HEAD.map(() => '---')), ...lines, ''].join('\n');
}

const HEAD = ['', 'directly: scenarios', 'checks', 'through the gateway: scenarios', 'checks'];

function cells(values: readonly string[]): string {
  return `| ${values.join(' | ')} |`;
}

function scenarios({ scenariosPassed, scenariosRequired }: Tally): string {
  return `${scenariosPassed}/${scenariosRequired}`;
}

function checks({ checksPassed, checksFailed }: Tally): string {
  return `${checksPassed} passed, ${checksFailed} failed`;
}

/** Writes the table down; @returns whether it says what stood there before. */
export async function keepResults(text: string): Promise<boolean> {
  const before = await readFile(RESULTS, 'utf8').catch(() => '');
  await writeFile(RESULTS, text);
  return before === text;
}
