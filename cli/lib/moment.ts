import * as Flags from '@oclif/core/flags';
import { DURATION } from '../../api/limits.js';
import { UsageError } from './errors.js';

/** A flag that takes an ISO time or how long ago, and leaves it as it was typed, for the server to read. */
export const momentFlag = Flags.custom<string>({
  helpValue: '<time>',
  parse: (input) => {
    if (DURATION.pattern.test(input) || /^\d{4}-/.test(input)) return Promise.resolve(input);
    throw new UsageError(
      `"${input}" is neither an ISO time such as 2026-11-23T08:00:00Z nor ${DURATION.description}`,
    );
  },
});
