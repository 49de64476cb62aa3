import { beforeEach, describe, expect, it } from '@jest/globals';
import { CircuitBreaker } from './circuit-breaker.js';

describe('a circuit breaker', () => {
  let nowMs: number;
  let breaker: CircuitBreaker;

  beforeEach(() => {
    nowMs = 1000;
    breaker = new CircuitBreaker(() => nowMs);
  });

  const fail = (times: number) => {
    for (let i = 0; i < times; i++) {
      expect(breaker.enter()).toBeUndefined();
      breaker.failed('no answer');
    }
  };

  it('opens after five failures in a row, and says until when', () => {
    fail(4);
    breaker.succeeded();
    fail(5);
    expect(breaker.enter()).toMatch(
      /^its last 5 calls failed, and it is not called again before \d{4}-\d\d-\d\dT.*Z; the last one said: no answer$/,
    );
  });

  it('lets one call try after a pause that doubles from one second to sixty', () => {
    fail(5);
    for (const pauseMs of [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]) {
      nowMs += pauseMs - 1;
      expect(breaker.enter()).toContain('not called again before');
      nowMs += 1;
      expect(breaker.enter()).toBeUndefined();
      expect(breaker.enter()).toContain('until the one that tries it now');
      breaker.failed('still nothing');
    }
  });

  it('closes with the first answer, and begins anew', () => {
    fail(5);
    nowMs += 1000;
    expect(breaker.enter()).toBeUndefined();
    expect(breaker.succeeded()).toBe(true);
    expect(breaker.succeeded()).toBe(false);
    fail(5);
    nowMs += 999;
    expect(breaker.enter()).toBeDefined();
    nowMs += 1;
    expect(breaker.enter()).toBeUndefined();
  });

  it('lets another call try when the one that tried was cancelled', () => {
    fail(5);
    nowMs += 1000;
    expect(breaker.enter()).toBeUndefined();
    breaker.left();
    expect(breaker.enter()).toBeUndefined();
  });

  it('is not held open longer by calls that were under way when it opened', () => {
    fail(5);
    nowMs += 500;
    for (let i = 0; i < 50; i++) breaker.failed('late');
    nowMs += 500;
    expect(breaker.enter()).toBeUndefined();
  });
});
