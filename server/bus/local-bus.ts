import { Bus } from './bus.js';

/** Of a process that knows of no others. */
export class LocalBus extends Bus {
  readonly isShared = false;
  readonly outage = undefined;

  announce(): void {
    // Nobody is there.
  }

  ask(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}
