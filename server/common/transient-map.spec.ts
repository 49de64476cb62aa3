import { describe, expect, it } from '@jest/globals';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TransientMap } from './transient-map.js';
import { TransientSet } from './transient-set.js';

const IN_FLIGHT = 32;
const CALLS = 100_000;
const CALL_BYTES = 800;

describe('TransientMap', () => {
  it('keeps what is in it, in order, however much came and went', () => {
    const map = new TransientMap<number, string>();
    map.set(-1, 'stays');
    for (let i = 0; i < 2000; i++) {
      map.set(i, `value ${i}`);
      if (i >= 3) expect(map.delete(i - 3)).toBe(true);
    }
    expect(map.size).toBe(4);
    expect(map.keys()).toEqual([-1, 1997, 1998, 1999]);
    expect(map.values()).toEqual(['stays', 'value 1997', 'value 1998', 'value 1999']);
    expect(map.first()).toEqual([-1, 'stays']);
    expect([map.get(1999), map.has(1996), map.delete(1996)]).toEqual(['value 1999', false, false]);
    map.clear();
    expect([map.size, map.first()]).toEqual([0, undefined]);
  });

  it('leaves nothing behind of what came and went', () => {
    expect(oldMemoryOf(new Churn())).toBeLessThan(CALLS * CALL_BYTES * 0.05);
  });
});

/** Calls that come and go, some in flight at a time. */
class Churn {
  private readonly set = new TransientSet<object>();
  private readonly inFlight: object[] = [];

  run(calls: number): void {
    for (let i = 0; i < calls; i++) {
      const call = new Array(CALL_BYTES / 8).fill(i);
      this.set.add(call);
      this.inFlight.push(call);
      if (this.inFlight.length > IN_FLIGHT) this.set.delete(this.inFlight.shift()!);
    }
  }
}

/** Bytes that came to lie in the old space after a collection of everything has found calls in flight. */
function oldMemoryOf(churn: Churn): number {
  churn.run(1000);
  collectEverything();
  const before = oldSpaceBytes();
  churn.run(CALLS);
  return oldSpaceBytes() - before;
}

function oldSpaceBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')!.space_used_size;
}

function collectEverything(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
