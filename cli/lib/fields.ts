import { colours, harmless, localTime, oneLine, terminalWidth } from './terminal.js';
import { wrap } from './wrap.js';

export type Field = [label: string, value: unknown];

const INDENT = '  ';
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** One thing's fields, a line each; what is empty is left out. On a terminal long values go on below. */
export function renderFields(fields: readonly Field[]): string {
  return fields
    .flatMap(([label, value]) =>
      textsOf(label.endsWith('_at') ? (value ?? 'never') : value).map((text) => field(label, text)),
    )
    .join('\n');
}

function field(key: string, text: string): string {
  const label = key.replaceAll('_', ' ');
  const width = terminalWidth();
  const line = oneLine(text);
  if (width === undefined) return `${label}: ${line}`;
  const shown = TIME.test(line) ? localTime(line) : line;
  const [first = '', ...rest] = wrap(`${label}: ${shown}`, { width: width - INDENT.length });
  const bold = `${colours.bold(`${label}:`)}${first.slice(label.length + 1)}`;
  return [bold, ...rest.map((more) => INDENT + more)].join('\n');
}

/** None for what is empty, and one for each member of an object. */
function textsOf(value: unknown): string[] {
  if (value === undefined || value === null || value === '') return [];
  if (typeof value === 'boolean') return [value ? 'yes' : 'no'];
  if (Array.isArray(value)) return value.length > 0 ? [value.join(', ')] : [];
  if (typeof value === 'object') return Object.entries(value).map(([name, own]) => `${name}=${own}`);
  return [harmless(`${value as string | number}`)];
}
