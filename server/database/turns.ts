import { DatabaseBusyError } from '../common/errors.js';
import { TransientSet } from '../common/transient-set.js';

interface TurnOptions {
  /** How many pieces of work run at once. */
  limit: number;
  /** How long one may wait to begin; a deadlock ends after it instead of never. */
  waitTimeoutMs: number;
}

interface Waiting {
  begin: () => void;
  timer: NodeJS.Timeout;
}

/** Lets a limited number of pieces of work run at once, the others in the order they came. */
export class Turns {
  private running = 0;
  private readonly waiting = new TransientSet<Waiting>();

  constructor(private readonly options: TurnOptions) {}

  /** @throws DatabaseBusyError when the work's turn did not come in time; then it never begins */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.options.limit) this.running++;
    else await this.wait();
    try {
      return await work();
    } finally {
      this.passOn();
    }
  }

  private wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.waiting.delete(waiting);
        reject(new DatabaseBusyError());
      };
      const waiting: Waiting = { begin: resolve, timer: setTimeout(giveUp, this.options.waitTimeoutMs) };
      this.waiting.add(waiting);
    });
  }

  /** The turn goes to whoever waits longest, without being free in between. */
  private passOn(): void {
    const next = this.waiting.first();
    if (!next) {
      this.running--;
      return;
    }
    this.waiting.delete(next);
    clearTimeout(next.timer);
    next.begin();
  }
}
