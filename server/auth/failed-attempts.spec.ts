import { beforeEach, describe, expect, it } from '@jest/globals';
import { LocalBus } from '../bus/local-bus.js';
import { RateLimitedError } from '../common/errors.js';
import { ATTEMPTS, FailedAttempts } from './failed-attempts.js';

const GUESSER = '198.51.100.7';
let attempts: FailedAttempts;

beforeEach(() => {
  attempts = new FailedAttempts(new LocalBus());
  for (let i = 0; i < ATTEMPTS; i++) attempts.failed(GUESSER);
});

describe('failed attempts', () => {
  it('limit the address they came from, and no other', () => {
    expect(() => attempts.failed(GUESSER)).toThrow(RateLimitedError);
    expect(() => attempts.succeeded(GUESSER, 'user:1')).toThrow(RateLimitedError);
    expect(() => attempts.failed('203.0.113.5')).not.toThrow();
    expect(() => attempts.succeeded('203.0.113.5', 'user:1')).not.toThrow();
  });

  it('of ever more addresses push out the oldest, so that they take no more room', () => {
    for (let i = 0; i < 10_000; i++) attempts.failed(`10.0.${i >> 8}.${i & 255}`);
    expect(() => attempts.succeeded(GUESSER, 'user:1')).not.toThrow();
  });
});
