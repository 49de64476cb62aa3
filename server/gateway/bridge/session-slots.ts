import { TransientMap } from '../../common/transient-map.js';

/** A session that a call has for itself. */
export interface Slot {
  readonly affinity: string;
  free(): void;
}

/**
 * Numbers the sessions of one client at one server, the lowest free number first: so each call that may be
 * asked something has a session alone, and the next one finds it open.
 */
export class SessionSlots {
  private readonly taken = new TransientMap<string, Set<number>>();

  /** @param server the upstream's name */
  take(server: string, affinity: string): Slot {
    const key = `${server}\n${affinity}`;
    const numbers = this.taken.get(key) ?? new Set<number>();
    this.taken.set(key, numbers);
    let number = 0;
    while (numbers.has(number)) number++;
    numbers.add(number);
    return { affinity: `${affinity}#${number}`, free: () => this.free(key, number) };
  }

  private free(key: string, number: number): void {
    const numbers = this.taken.get(key);
    numbers?.delete(number);
    if (numbers?.size === 0) this.taken.delete(key);
  }
}
