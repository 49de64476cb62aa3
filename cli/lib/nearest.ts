import { distance } from 'fastest-levenshtein';

/** Of `names` those that were perhaps meant by `typed`, nearest first. */
export function nearest(typed: string, names: readonly string[], limit = 3): string[] {
  const tolerance = Math.max(2, Math.floor(typed.length / 3));
  return names
    .map((name) => ({ name, distance: distance(typed.toLowerCase(), name.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= tolerance)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map((candidate) => candidate.name);
}
