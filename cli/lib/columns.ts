import type { Column } from './table.js';
import { colours, localDay, localTime } from './terminal.js';

/** Columns that several lists have. */
export function enabledColumn<Row extends { enabled: boolean }>(): Column<Row> {
  const dimNo = (text: string) => (text === 'no' ? colours.dim(text) : text);
  return { header: 'ENABLED', value: ({ enabled }) => (enabled ? 'yes' : 'no'), look: dimNo };
}

/** A time: ISO in a pipe, on a terminal as people write it; `never` where there is none. */
export function timeColumn<Row>(header: string, time: (row: Row) => string | null): Column<Row> {
  return { header, value: (row) => time(row) ?? 'never', look: localTime };
}

/** When a token ends: on a terminal the day, or that it has ended. */
export function expiryColumn<Row extends { expires_at: string | null }>(): Column<Row> {
  const look = (time: string) =>
    Date.parse(time) <= Date.now() ? colours.yellow('expired') : localDay(time);
  return { ...timeColumn('EXPIRES', ({ expires_at }) => expires_at), look };
}

/** A time of which a person wants to know the day. */
export function dayColumn<Row>(header: string, time: (row: Row) => string | null): Column<Row> {
  return { ...timeColumn(header, time), look: localDay };
}
