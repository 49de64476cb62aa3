import { DURATION } from '../../api/limits.js';

const UNIT_MS: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

/** @returns the milliseconds of a duration such as `90d`, which must match {@link DURATION} */
export function durationMs(duration: string): number {
  const unitMs = UNIT_MS[duration.slice(-1)];
  if (unitMs === undefined || !DURATION.pattern.test(duration)) {
    throw new RangeError(`not a duration: ${duration}`);
  }
  return Number(duration.slice(0, -1)) * unitMs;
}
