import { Injectable } from '@nestjs/common';
import { RateLimitedError } from '../common/errors.js';
import type { Principal } from '../common/principal.js';
import { RecentMap } from '../common/recent-map.js';
import { Bus } from '../bus/bus.js';
import { AppConfig } from '../config/app-config.js';
import { SharedCounts } from './shared-counts.js';

const MINUTE_MS = 60_000;
/** Identities whose use is remembered, at least; the limits of those used longest ago begin anew. */
const CAPACITY = 10_000;
/** What adding up fractions of a minute may be off by. */
const ROUNDING_MS = 0.001;

/**
 * Requests a minute, per identity. Each has a bucket for a minute's worth of requests that drains evenly: one
 * number in memory, the moment at which it will be empty (on the clock that nobody sets), and no timer. What other
 * processes admit fills it too, a moment later.
 */
@Injectable()
export class RateLimits {
  private readonly emptyAtMs = new RecentMap<string, number>(CAPACITY);

  private readonly shared: SharedCounts;

  constructor(
    private readonly config: AppConfig,
    bus: Bus,
  ) {
    const onOthers = (key: string, ms: number) => this.emptyAtMs.set(key, this.filled(key, ms));
    this.shared = new SharedCounts({ bus, topic: 'requests.counted', onOthers });
  }

  /** Counts a request. @throws RateLimitedError when it is one too many; it does not count then */
  admit({ key, rateLimitRpm }: Principal): void {
    const rpm = rateLimitRpm ?? this.config.RATE_LIMIT_RPM;
    if (rpm) this.fill(key, rpm);
  }

  private fill(key: string, rpm: number): void {
    const requestMs = MINUTE_MS / rpm;
    const emptyAtMs = this.filled(key, requestMs);
    const waitMs = emptyAtMs - performance.now() - MINUTE_MS;
    if (waitMs > ROUNDING_MS) {
      const seconds = Math.ceil(waitMs / 1000);
      throw new RateLimitedError(
        `more than ${rpm} ${rpm === 1 ? 'request' : 'requests'} a minute; try again in ${seconds} s`,
        seconds,
      );
    }
    this.emptyAtMs.set(key, emptyAtMs);
    this.shared.add(key, requestMs);
  }

  /** When the bucket will be empty with so much more in it. */
  private filled(key: string, ms: number): number {
    return Math.max(this.emptyAtMs.get(key) ?? 0, performance.now()) + ms;
  }
}
