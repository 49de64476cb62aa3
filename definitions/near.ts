import { distance } from 'fastest-levenshtein';

const MOST = 3;
/** Longer input is not a slip of the finger, and comparing it would cost. */
const LONGEST = 256;

/**
 * The names most likely meant by someone who wrote `wanted`: up to three, the nearest first, none that
 * differs from it in more than about a third of its letters. Case does not count.
 */
export function near(names: Iterable<string>, wanted: string): string[] {
  if (wanted.length > LONGEST) return [];
  const sought = wanted.toLowerCase();
  return [...names]
    .map((name) => ({ name, edits: edits(name.toLowerCase(), sought) }))
    .filter(({ edits }) => isNear(edits, sought.length))
    .sort((a, b) => a.edits - b.edits || compare(a.name, b.name))
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** A name that begins with what was written counts as one edit away: it was left unfinished. */
function edits(name: string, sought: string): number {
  return sought.length > 1 && name.startsWith(sought) ? 1 : distance(name, sought);
}

/** Two letters may be swapped in a short name, but not all of it be another. */
function isNear(edits: number, length: number): boolean {
  return edits <= Math.max(Math.min(2, length / 2), length / 3);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
