import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/support/eventually.js';
import { Refresher } from './refresher.js';

/** A refresh that ends when it is told to. */
class Work {
  started = 0;
  readonly failures: unknown[] = [];
  private readonly waiting: PromiseWithResolvers[] = [];
  readonly refresher = new Refresher({
    refresh: () => this.refresh(),
    onFailure: (error) => this.failures.push(error),
    retryMs: 10,
  });

  end(error?: Error): void {
    const turn = this.waiting.shift()!;
    if (error) turn.reject(error);
    else turn.resolve();
  }

  private refresh(): Promise<void> {
    this.started++;
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }
}

interface PromiseWithResolvers {
  resolve: () => void;
  reject: (error: Error) => void;
}

let work: Work;
afterEach(() => work.refresher.stop());

describe('a refresher', () => {
  it('runs one refresh at a time, and one more for all that asked meanwhile', async () => {
    work = new Work();
    for (let i = 0; i < 5; i++) work.refresher.request();
    expect(work.started).toBe(1);
    work.end();
    await eventually(() => expect(work.started).toBe(2));
    work.end();
    await sleep(30);
    expect(work.started).toBe(2);
  });

  it('tries again after a failure, without being asked', async () => {
    work = new Work();
    work.refresher.request();
    work.end(new Error('away'));
    await eventually(() => expect(work.started).toBe(2));
    expect(work.failures).toEqual([new Error('away')]);
    work.end();
    await sleep(30);
    expect(work.started).toBe(2);
  });

  it('does nothing more once it is stopped', async () => {
    work = new Work();
    work.refresher.request();
    work.refresher.request();
    work.refresher.stop();
    work.end(new Error('away'));
    work.refresher.request();
    await sleep(30);
    expect(work.started).toBe(1);
  });
});
