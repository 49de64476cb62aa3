import { describe, expect, it } from '@jest/globals';
import { during, progressBar } from './activity.js';

describe('progress', () => {
  it.each([
    [{ progress: 0, total: 4 }, '░░░░░░░░░░░░░░░░░░░░ 0%'],
    [{ progress: 1, total: 4, message: 'reading' }, '█████░░░░░░░░░░░░░░░ 25% reading'],
    [{ progress: 9, total: 4 }, '████████████████████ 100%'],
    [{ progress: 7 }, '7'],
    [{ progress: 7, total: 0, message: 'a\u001b[2J\nb' }, '7 a[2J b'],
  ])('%j is shown as %s', (progress, bar) => {
    expect(progressBar(progress)).toBe(bar);
  });

  it('does not stand in the way of result and error', async () => {
    expect(await during('x', () => Promise.resolve(7))).toBe(7);
    await expect(during('x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
