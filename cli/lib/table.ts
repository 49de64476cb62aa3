import { renderCards } from './cards.js';
import { colours, oneLine } from './terminal.js';

export interface Column<Row> {
  header: string;
  value: (row: Row) => string;
  /** May be cut; the others are shown whole. */
  flexible?: boolean;
  /** How the value looks to a person; in a pipe it stays as it is. */
  look?: (value: string) => string;
}

/** A flexible column that is narrower tells nothing. */
const LEAST_WIDTH = 16;
const GAP = '  ';

/**
 * One line a row. In a pipe (no width) tab-separated values without a header, nothing cut. On a terminal a
 * table with a header, of the columns that hold anything, whose flexible columns are cut until it fits; where
 * that does not do, a card a row.
 */
export async function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width: number | undefined,
): Promise<string> {
  const cells = rows.map((row) => columns.map(({ value }) => oneLine(value(row))));
  if (width === undefined) return cells.map((line) => line.join('\t')).join('\n');
  const shown = columns.flatMap((column, index) =>
    index === 0 || cells.some((line) => line[index] !== '') ? { ...column, index } : [],
  );
  const seen = cells.map((line) =>
    shown.map(({ index, look = String }) => (line[index] ? look(line[index]) : '')),
  );
  const { default: stringWidth } = await import('string-width');
  const natural = shown.map(({ header }, at) =>
    Math.max(...[header, ...seen.map((line) => line[at] ?? '')].map((text) => stringWidth(text))),
  );
  const flexible = shown.flatMap((column, at) => (column.flexible ? at : []));
  const headers = shown.map(({ header }) => header);
  const widths = fit(natural, { available: width - GAP.length * (shown.length - 1), flexible });
  return widths === undefined
    ? renderCards(seen, headers, width)
    : draw([headers.map(colours.bold), ...seen], widths);
}

async function draw(lines: string[][], widths: readonly number[]): Promise<string> {
  const [{ cut }, { default: stringWidth }] = await Promise.all([
    import('./wrap.js'),
    import('string-width'),
  ]);
  const cell = (text: string, width: number) => {
    const seen = stringWidth(text) > width ? `${cut(text, width - 1)}…` : text;
    return seen + ' '.repeat(Math.max(0, width - stringWidth(seen)));
  };
  return lines
    .map((line) =>
      line
        .map((text, at) => cell(text, widths[at] ?? 0))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** Cuts flexible columns, the widest first, until all fit. @returns undefined when too little of them is left */
function fit(
  natural: readonly number[],
  { available, flexible }: { available: number; flexible: readonly number[] },
): number[] | undefined {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  for (; excess > 0; excess -= 1) {
    const widest = Math.max(0, ...flexible.map((index) => widths[index] ?? 0));
    if (widest <= LEAST_WIDTH) return undefined;
    const index = flexible.find((candidate) => widths[candidate] === widest) ?? 0;
    widths[index] = widest - 1;
  }
  return widths;
}
