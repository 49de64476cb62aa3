import * as Flags from '@oclif/core/flags';
import { DURATION } from '../../api/limits.js';
import { UsageError } from './errors.js';

const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `90d`, `24h`, `30m` or `45s`. @throws UsageError for anything else, also for zero */
export function durationMs(text: string): number {
  const unitMs = UNIT_MS[text.slice(-1)];
  if (unitMs === undefined || !DURATION.pattern.test(text)) {
    throw new UsageError(`"${text}" is not ${DURATION.description}`);
  }
  return Number(text.slice(0, -1)) * unitMs;
}

/** A flag that takes a duration, in milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: '<duration>',
  parse: (input) => Promise.resolve(durationMs(input)),
});

/** A flag that takes a duration and leaves it as it was typed, for the server to read. */
export const durationTextFlag = Flags.custom<string>({
  helpValue: '<duration>',
  parse: (input) => {
    durationMs(input);
    return Promise.resolve(input);
  },
});
