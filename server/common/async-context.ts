import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * What is known to a piece of work and to all that it starts.
 *
 * Node.js follows every promise of the process for as long as one AsyncLocalStorage is in use, which on Node.js 20
 * makes an `await` three times as dear, and an MCP call a tenth. So it is in use only while somebody is inside.
 */
export class AsyncContext<T> {
  private readonly storage = new AsyncLocalStorage<T | undefined>();
  private inside = 0;

  /** Undefined outside. */
  get current(): T | undefined {
    return this.storage.getStore();
  }

  /** Runs `work` inside. What it leaves running is inside only as long as somebody {@link stay}s. */
  async run<R>(value: T, work: () => Promise<R>): Promise<R> {
    const leave = this.stay();
    try {
      return await this.storage.run(value, work);
    } finally {
      leave();
    }
  }

  /** Runs what does not wait inside, or begins there what somebody {@link stay}s for. */
  runSync<R>(value: T | undefined, work: () => R): R {
    const leave = this.stay();
    try {
      return this.storage.run(value, work);
    } finally {
      leave();
    }
  }

  /** @returns a function to call, once, when that is over which was begun inside */
  stay(): () => void {
    this.inside++;
    return () => {
      if (--this.inside === 0) this.storage.disable();
    };
  }
}
