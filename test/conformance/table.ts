import { type Cell, cellName } from './cells.js';
import type { Tally } from './results.js';

export interface Row {
  readonly cell: Cell;
  readonly direct: Tally;
  readonly through: Tally;
}

const HEAD = ['', 'directly', 'checks', 'through the gateway', 'checks'];

/** What the suite says of the fixture, asked directly and through the gateway, in Markdown. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ cell, direct, through }) => [
    cellName(cell),
    ...columns(direct),
    ...columns(through),
  ]);
  return markdownTable([HEAD, ...lines]);
}

function columns(tally: Tally): string[] {
  return [
    `${tally.scenariosPassed} of ${tally.scenariosRequired} required scenarios`,
    `${tally.checksPassed} passed, ${tally.checksFailed} failed`,
  ];
}

/** @param lines the head first */
export function markdownTable(lines: readonly string[][]): string {
  const [head = [], ...rest] = lines;
  const widths = head.map((_, column) => Math.max(3, ...lines.map((line) => line[column]!.length)));
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...rest].map((line) => aligned(line, widths)).join('');
}

function aligned(values: readonly string[], widths: readonly number[]): string {
  return `| ${values.map((value, column) => value.padEnd(widths[column]!)).join(' | ')} |\n`;
}
