import { Injectable } from '@nestjs/common';
import { Bus } from '../bus/bus.js';
import { RateLimitedError } from '../common/errors.js';
import { SharedCounts } from './shared-counts.js';

/** Wrong tokens one address may send within a window. */
export const ATTEMPTS = 50;
const WINDOW_MS = 60_000;
/** Addresses, and pairs of address and principal, that are remembered at once; the oldest are forgotten. */
const CAPACITY = 10_000;

interface Window {
  failures: number;
  endsAtMs: number;
}

/**
 * Slows down whoever guesses tokens. An address that sent too many wrong ones is refused, save for those it
 * has signed in as before: one agent with a stale token must not lock out its neighbours behind a proxy.
 */
@Injectable()
export class FailedAttempts {
  private readonly windows = new Map<string, Window>();
  private readonly acquainted = new Set<string>();
  private readonly shared: SharedCounts;

  constructor(bus: Bus) {
    const onOthers = (address: string, failures: number) => this.count(address, failures);
    this.shared = new SharedCounts({ bus, topic: 'failures.counted', onOthers });
  }

  /** A wrong token came from this address. @throws RateLimitedError when it was one too many */
  failed(address: string): void {
    this.refuseWhenLimited(address);
    this.count(address, 1);
    this.shared.add(address, 1);
  }

  /** A good token came from this address. @throws RateLimitedError when it may have been guessed */
  succeeded(address: string, principalKey: string): void {
    const pair = `${address} ${principalKey}`;
    if (this.acquainted.has(pair)) return;
    this.refuseWhenLimited(address);
    makeRoom(this.acquainted);
    this.acquainted.add(pair);
  }

  private count(address: string, failures: number): void {
    const nowMs = Date.now();
    const known = this.windows.get(address);
    const window = known && known.endsAtMs > nowMs ? known : { failures: 0, endsAtMs: nowMs + WINDOW_MS };
    window.failures += failures;
    makeRoom(this.windows);
    this.windows.set(address, window);
  }

  private refuseWhenLimited(address: string): void {
    const window = this.windows.get(address);
    if (!window) return;
    const leftMs = window.endsAtMs - Date.now();
    if (leftMs <= 0) this.windows.delete(address);
    else if (window.failures >= ATTEMPTS) {
      const seconds = Math.ceil(leftMs / 1000);
      throw new RateLimitedError(`too many wrong access tokens; try again in ${seconds} s`, seconds);
    }
  }
}

function makeRoom(store: Map<string, unknown> | Set<string>): void {
  if (store.size >= CAPACITY) store.delete(store.keys().next().value!);
}
