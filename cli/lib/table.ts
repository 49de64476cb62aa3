import { colours, oneLine } from './terminal.js';

export interface Column<Row> {
  header: string;
  value: (row: Row) => string;
  /** May be cut before others are. */
  flexible?: boolean;
  /** How the value looks to a person; in a pipe it stays as it is. */
  look?: (value: string) => string;
}

interface Space {
  gap: string;
  /** For all columns together, without the gaps. */
  available: number;
  /** The columns that may be cut before others. */
  flexible: number[];
}

interface Shrinking {
  available: number;
  columns: number[];
  atLeast: number;
}

/** On a narrower terminal every character counts. */
const COMFORTABLE_WIDTH = 80;

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
  const flexible = columns.flatMap((column, index) => (column.flexible ? index : []));
  const gap = width < COMFORTABLE_WIDTH ? ' ' : '  ';
  const available = width - gap.length * (columns.length - 1);
  return draw([columns.map(({ header }) => colours.bold(header)), ...seen], { gap, available, flexible });
}

async function draw(lines: string[][], space: Space): Promise<string> {
  const [{ default: Table }, { default: stringWidth }] = await Promise.all([
    import('cli-table3'),
    import('string-width'),
  ]);
  const natural =
    lines[0]?.map((_, index) => Math.max(...lines.map((line) => stringWidth(line[index] ?? '')))) ?? [];
  const table = new Table({
    chars: { ...NO_LINES, middle: space.gap },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths: fit(natural, space),
    wordWrap: false,
  });
  table.push(...lines);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Cuts columns until all fit: first those that may be cut, then the others, what names the row last. */
function fit(natural: readonly number[], { available, flexible }: Space): number[] {
  const widths = [...natural];
  const others = widths.flatMap((_, index) => (index === 0 || flexible.includes(index) ? [] : index));
  shrink(widths, { available, columns: flexible, atLeast: 12 });
  shrink(widths, { available, columns: [...flexible, ...others], atLeast: 6 });
  shrink(widths, { available, columns: [0], atLeast: 6 });
  return widths;
}

/** Takes from the widest of these columns, one by one, until the sum fits or nothing is left to take. */
function shrink(widths: number[], { available, columns, atLeast }: Shrinking): void {
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  for (; excess > 0; excess -= 1) {
    const widest = columns.reduce((a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a), columns[0] ?? 0);
    const width = widths[widest] ?? 0;
    if (width <= atLeast || columns.length === 0) return;
    widths[widest] = width - 1;
  }
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
};
