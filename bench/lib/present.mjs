import { table } from './report.mjs';
import { inWords, medianOf, ratio } from './rounds.mjs';

/**
 * A table of throughput, latency and processor time, with ratios to some of its own rows.
 * @param results name to rounds, as `interleaved` gives them
 * @param bases names of rows to compare with; those that were not measured are left out
 */
export function present(results, bases) {
  const measured = bases.filter((base) => results.has(base));
  const rows = [...results].map(([name, figures]) => [
    name,
    medianOf(figures, 'perSecond').toFixed(0),
    medianOf(figures, 'p50Ms').toFixed(2),
    medianOf(figures, 'p99Ms').toFixed(2),
    rounded(medianOf(figures, 'cpuUsEach')),
    ...measured.map((base) => inWords(ratio(figures, results.get(base)))),
  ]);
  const head = ['', 'a second', 'p50 ms', 'p99 ms', 'CPU µs each', ...measured.map((base) => `× ${base}`)];
  return table(head, rows);
}

function rounded(value) {
  return Number.isNaN(value) ? '' : value.toFixed(0);
}
