import type { Column } from './table.js';
import { colours, localTime } from './terminal.js';

/** Columns that several lists have. */
export function enabledColumn<Row extends { enabled: boolean }>(): Column<Row> {
  const dimNo = (text: string) => (text === 'no' ? colours.dim(text) : text);
  return { header: 'ENABLED', value: ({ enabled }) => (enabled ? 'yes' : 'no'), look: dimNo };
}

/** A time: ISO in a pipe, on a terminal as people write it; `otherwise` where there is none. */
export function timeColumn<Row>(
  header: string,
  time: (row: Row) => string | null,
  otherwise: string,
): Column<Row> {
  return { header, value: (row) => time(row) ?? otherwise, look: localTime };
}
