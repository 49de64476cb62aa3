import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { AsyncContext } from './async-context.js';

describe('a context', () => {
  it('is what everything knows that the work starts, until it is done', async () => {
    const context = new AsyncContext<string>();
    const seen: (string | undefined)[] = [];
    await context.run('outer', async () => {
      await turn();
      seen.push(context.current);
      await context.run('inner', async () => {
        await turn();
        seen.push(context.current);
      });
      seen.push(context.current);
    });
    expect([...seen, context.current]).toEqual(['outer', 'inner', 'outer', undefined]);
  });

  it('keeps several pieces of work apart', async () => {
    const context = new AsyncContext<number>();
    const work = async (turns: number) => {
      for (let left = turns; left > 0; left--) await turn();
      return context.current;
    };
    const all = [3, 1, 2].map((turns) => context.run(turns, () => work(turns)));
    expect(await Promise.all(all)).toEqual([3, 1, 2]);
  });

  it('is over when the work fails', async () => {
    const context = new AsyncContext<string>();
    await expect(context.run('outer', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(context.current).toBeUndefined();
  });

  it('goes on for what nobody waits for, as long as somebody stays', async () => {
    const context = new AsyncContext<string>();
    const leave = context.stay();
    let begun = Promise.resolve<string | undefined>('not begun');
    context.runSync('outer', () => {
      begun = turn().then(() => context.current);
    });
    expect(context.current).toBeUndefined();
    expect(await begun).toBe('outer');
    leave();
  });

  it('costs nothing once everybody has left', async () => {
    const context = new AsyncContext<string>();

    // Where promises are still followed, what began inside would know it.
    let begun = Promise.resolve<string | undefined>('not begun');
    context.runSync('outer', () => {
      begun = turn().then(() => context.current);
    });
    expect(await begun).toBeUndefined();
  });
});
