const LIFETIME = 256;

/**
 * A map for what comes and goes with every call. V8 replaces a map's full table by a new one that stays reachable
 * from it: a table that once survived a collection, itself long dead, keeps all that come after it alive, with what
 * was in them, until the next collection of everything. So this one is made anew, unconnected, every so often.
 */
export class TransientMap<K, V> {
  private entries = new Map<K, V>();
  private added = 0;

  get size(): number {
    return this.entries.size;
  }

  get(key: K): V | undefined {
    return this.entries.get(key);
  }

  has(key: K): boolean {
    return this.entries.has(key);
  }

  set(key: K, value: V): void {
    if (++this.added > LIFETIME + this.entries.size) this.renew();
    this.entries.set(key, value);
  }

  delete(key: K): boolean {
    return this.entries.delete(key);
  }

  /** Like `values`, in the order in which they were added, as they are now. */
  keys(): K[] {
    return [...this.entries.keys()];
  }

  values(): V[] {
    return [...this.entries.values()];
  }

  /** The one added first. */
  first(): [K, V] | undefined {
    const [first] = this.entries;
    return first;
  }

  clear(): void {
    this.entries = new Map();
    this.added = 0;
  }

  private renew(): void {
    this.entries = new Map(this.entries);
    this.added = this.entries.size;
  }
}
