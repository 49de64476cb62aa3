import { cpuSeconds } from './cpu.mjs';
import { load } from './load.mjs';

/**
 * Measures all targets in turn, again and again, so that a machine that slows down slows all of them.
 * @returns name of the target to its results, one a round
 */
export async function interleaved(targets, { rounds, connections, seconds }) {
  const results = new Map(targets.map(({ name }) => [name, []]));
  for (const target of targets) await load(target, { connections, seconds: 1 });
  for (let round = 0; round < rounds; round += 1) {
    for (const target of targets)
      results.get(target.name).push(await measure(target, { connections, seconds }));
  }
  return results;
}

/** One run of load, with the processor time that the target took for each request. */
async function measure(target, { connections, seconds }) {
  const before = cpuSeconds(target.pid);
  const result = await load(target, { connections, seconds });
  const requests = result.perSecond * seconds;
  return { ...result, cpuUsEach: ((cpuSeconds(target.pid) - before) / requests) * 1e6 };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median, least and greatest of the ratio `ours / theirs`, taken round by round. */
export function ratio(ours, theirs, figure = 'perSecond') {
  return spread(ours.map((result, round) => result[figure] / theirs[round][figure]));
}

export function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** The ratio in words: its median, and in brackets the least and the greatest of a round. */
export function inWords({ median, min, max }) {
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}

export function medianOf(results, figure) {
  return median(results.map((result) => result[figure]));
}
