import { describe, expect, it } from '@jest/globals';
import { RecentMap } from './recent-map.js';

describe('RecentMap', () => {
  it('keeps at least as many of the last used as it was made for', () => {
    const map = new RecentMap<number, string>(100);
    for (let i = 0; i < 1000; i++) map.set(i, `value ${i}`);
    for (let i = 900; i < 1000; i++) expect(map.get(i)).toBe(`value ${i}`);
  });

  it('forgets what was not used for twice its size', () => {
    const map = new RecentMap<number, string>(100);
    for (let i = 0; i < 201; i++) map.set(i, 'x');
    expect(map.get(0)).toBeUndefined();
  });

  it('keeps what is read again and again', () => {
    const map = new RecentMap<number, string>(10);
    map.set(-1, 'kept');
    for (let i = 0; i < 1000; i++) {
      map.set(i, 'x');
      expect(map.get(-1)).toBe('kept');
    }
  });

  it('has nothing of what was deleted, in either generation', () => {
    const map = new RecentMap<string, number>(2);
    for (const key of ['a', 'b', 'c']) map.set(key, 1);
    map.delete('a');
    map.delete('c');
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([undefined, 1, undefined]);
  });
});
