import { load } from './load.mjs';

/**
 * Measures all targets in turn, again and again, so that a machine that slows down slows all of them.
 * @returns name of the target to its results, one a round
 */
export async function interleaved(targets, { rounds, connections, seconds }) {
  const results = new Map(targets.map(({ name }) => [name, []]));
  for (const target of targets) await load(target, { connections, seconds: 1 });
  for (let round = 0; round < rounds; round += 1) {
    for (const target of targets) results.get(target.name).push(await load(target, { connections, seconds }));
  }
  return results;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median, least and greatest of the ratio `ours / theirs`, taken round by round. */
export function ratio(ours, theirs, figure = 'perSecond') {
  const ratios = ours.map((result, round) => result[figure] / theirs[round][figure]);
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}

export function medianOf(results, figure) {
  return median(results.map((result) => result[figure]));
}
