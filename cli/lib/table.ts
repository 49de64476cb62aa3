import { colours, oneLine } from './terminal.js';

export interface Column<Row> {
  header: string;
  value: (row: Row) => string;
  /** How the value looks to a person; in a pipe it stays as it is. */
  look?: (value: string) => string;
}

const GAP = '  ';
const NARROWEST = 6;

/**
 * One line a row. In a pipe (no width) tab-separated values without a header, nothing cut; on a terminal a
 * table with a header whose widest columns are cut until it fits.
 */
export async function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width: number | undefined,
): Promise<string> {
  const cells = rows.map((row) => columns.map(({ value }) => oneLine(value(row))));
  if (width === undefined) return cells.map((line) => line.join('\t')).join('\n');
  const seen = cells.map((line) => line.map((cell, index) => columns[index]?.look?.(cell) ?? cell));
  return draw([columns.map(({ header }) => colours.bold(header)), ...seen], width);
}

async function draw(lines: string[][], width: number): Promise<string> {
  const [{ default: Table }, { default: stringWidth }] = await Promise.all([
    import('cli-table3'),
    import('string-width'),
  ]);
  const natural =
    lines[0]?.map((_, index) => Math.max(...lines.map((line) => stringWidth(line[index] ?? '')))) ?? [];
  const table = new Table({
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths: fit(natural, width - GAP.length * (natural.length - 1)),
    wordWrap: false,
  });
  table.push(...lines);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Takes from the widest columns until their sum fits, but leaves each a few characters. */
function fit(natural: readonly number[], available: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  for (; excess > 0; excess -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: GAP,
};
