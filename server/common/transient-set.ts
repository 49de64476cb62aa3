import { TransientMap } from './transient-map.js';

/** A set for what comes and goes with every call; why that needs one of its own stands at `TransientMap`. */
export class TransientSet<T> {
  private readonly members = new TransientMap<T, T>();

  get size(): number {
    return this.members.size;
  }

  add(value: T): void {
    this.members.set(value, value);
  }

  delete(value: T): boolean {
    return this.members.delete(value);
  }

  /** The one added first. */
  first(): T | undefined {
    return this.members.first()?.[0];
  }

  /** In the order in which they were added, as they are now. */
  values(): T[] {
    return this.members.values();
  }
}
