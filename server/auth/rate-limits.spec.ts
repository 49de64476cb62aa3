import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LocalBus } from '../bus/local-bus.js';
import { RateLimitedError } from '../common/errors.js';
import { ANONYMOUS, type Principal } from '../common/principal.js';
import type { AppConfig } from '../config/app-config.js';
import { RateLimits } from './rate-limits.js';

const someone = (key: string, rateLimitRpm: number | null = null): Principal => ({
  ...ANONYMOUS,
  key,
  rateLimitRpm,
});

/** How many of so many requests at once are admitted. */
function admitted(limits: RateLimits, principal: Principal, count: number): number {
  let admissions = 0;
  for (let i = 0; i < count; i++) {
    try {
      limits.admit(principal);
      admissions++;
    } catch (error) {
      expect(error).toBeInstanceOf(RateLimitedError);
    }
  }
  return admissions;
}

const limitsOf = (rpm?: number) => new RateLimits({ RATE_LIMIT_RPM: rpm } as AppConfig, new LocalBus());
const alice = someone('user:1');

describe('rate limits', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'], now: 1_800_000_000_000 });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([1, 3, 7, 60, 999, 12_345])('admit %i a minute, at once or one after the other', (rpm) => {
    const limits = limitsOf(rpm);
    expect(admitted(limits, alice, rpm + 5)).toBe(rpm);
    jest.advanceTimersByTime(60_000);
    expect(admitted(limits, alice, rpm + 5)).toBe(rpm);
    jest.advanceTimersByTime(Math.ceil(60_000 / rpm));
    expect(admitted(limits, alice, 1)).toBe(1);
  });

  it('say how long to wait, and waiting so long is enough', () => {
    const limits = limitsOf(7);
    admitted(limits, alice, 7);
    for (let i = 0; i < 20; i++) {
      const refusal = refusalOf(() => limits.admit(alice));
      expect(refusal.message).toBe(
        `more than 7 requests a minute; try again in ${refusal.retryAfterSeconds} s`,
      );
      jest.advanceTimersByTime((refusal.retryAfterSeconds - 1) * 1000 - 1);
      expect(() => limits.admit(alice)).toThrow(RateLimitedError);
      jest.advanceTimersByTime(1001);
      limits.admit(alice);
    }
  });

  it('are those of each identity, and its own wins', () => {
    const limits = limitsOf(5);
    expect(admitted(limits, someone('client:1'), 10)).toBe(5);
    expect(admitted(limits, someone('client:2'), 10)).toBe(5);
    expect(admitted(limits, someone('client:3', 2), 10)).toBe(2);
    expect(admitted(limits, someone('client:4', 9), 10)).toBe(9);
  });

  it('are off unless they are set, also for one client alone', () => {
    expect(admitted(limitsOf(), alice, 100_000)).toBe(100_000);
    expect(admitted(limitsOf(0), alice, 1000)).toBe(1000);
    expect(admitted(limitsOf(), someone('client:1', 2), 10)).toBe(2);
  });

  it('forget whoever came long ago, rather than grow', () => {
    const limits = limitsOf(1);
    limits.admit(alice);
    for (let i = 0; i < 25_000; i++) limits.admit(someone(`client:${i}`));
    expect(admitted(limits, alice, 2)).toBe(1);
  });
});

function refusalOf(attempt: () => void): RateLimitedError {
  try {
    attempt();
  } catch (error) {
    return error as RateLimitedError;
  }
  throw new Error('it was admitted');
}
