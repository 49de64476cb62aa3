import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DatabaseUnavailableError } from '../common/errors.js';
import { Turns } from './turns.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('Turns', () => {
  it('keeps the limit and the order, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(fc.boolean()), async (limit, fates) => {
        const turns = new Turns({ limit, waitTimeoutMs: 10_000 });
        const begun: number[] = [];
        let running = 0;
        const works = fates.map((succeeds, index) =>
          turns.run(async () => {
            begun.push(index);
            expect(++running).toBeLessThanOrEqual(limit);
            await tick();
            running--;
            if (!succeeds) throw new Error(String(index));
            return index;
          }),
        );
        const outcomes = (await Promise.allSettled(works)).map(({ status }) => status === 'fulfilled');
        expect(outcomes).toEqual(fates);
        expect(begun).toEqual(fates.map((_, index) => index));
      }),
    );
  });

  it('gives up waiting, never begins that work, and lets the next one in', async () => {
    const turns = new Turns({ limit: 1, waitTimeoutMs: 20 });
    let finish = () => {};
    const first = turns.run(() => new Promise<void>((resolve) => (finish = resolve)));
    let begun = false;
    const second = turns.run(() => {
      begun = true;
      return Promise.resolve();
    });
    await expect(second).rejects.toThrow(DatabaseUnavailableError);
    finish();
    await first;
    expect(begun).toBe(false);
    expect(await turns.run(() => Promise.resolve('third'))).toBe('third');
  });
});
