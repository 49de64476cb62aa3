import { createColors } from 'picocolors';

const env = process.env;

/** Whether a person looks at what we print to stdout. Everything else gets plain text. */
export function isTerminal(): boolean {
  return process.stdout.isTTY;
}

/** Colours for stdout: none in a pipe, with NO_COLOR, or on a terminal that has none. */
export const colours = createColors(shows(process.stdout));

/** Likewise for stderr. */
export const errorColours = createColors(shows(process.stderr));

/** Never undefined, as `isTTY` is in a pipe: createColors would then decide, and CI=true is enough for it. */
function shows(stream: { isTTY?: boolean }): boolean {
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** How wide the terminal is; undefined in a pipe, where nothing is cut. */
export function terminalWidth(): number | undefined {
  return isTerminal() ? process.stdout.columns || 80 : undefined;
}

// Control characters but tab and line feed: upstream servers write descriptions and results, and a terminal
// would obey what they put there.
// eslint-disable-next-line no-control-regex -- control characters are what we look for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Takes from a foreign text what a terminal would obey. */
export function harmless(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(CONTROL, '');
}

/** A foreign text as one line without tabs. */
export function oneLine(text: string): string {
  return harmless(text.replace(/\s+/g, ' ')).trim();
}

/** A day of the API as people read it, in their time zone. */
export function localDay(iso: string): string {
  return localTime(iso).replace(/ .*/, '');
}

/** A time of the API within a sentence: as it came in a pipe, for scripts. */
export function shownTime(iso: string): string {
  return isTerminal() ? localTime(iso) : iso;
}

/** A time of the API likewise. */
export function localTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const two = (value: number) => String(value).padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
