import type { BreakerState } from '../upstream/circuit-breaker.js';
import type { Message } from '../wire/message.js';
import type { Caller, HttpTarget, Upstream, UpstreamRequest, Watches } from '../upstream/upstream.js';
import type { GuardedUpstream } from './guarded-upstream.js';

export interface PersonalOptions {
  readonly target: HttpTarget;
  /** @throws SignInRequiredError for a principal that is nobody's */
  readonly holderOf: (principalKey: string) => string;
  readonly open: (holder: string) => GuardedUpstream;
}

interface Place {
  readonly upstream: GuardedUpstream;
  lastUsedAtMs: number;
}

const IDLE_MS = 900_000;
const SWEEP_MS = 60_000;

/**
 * A server at which everyone has an account of their own: for each person connections and sessions of their
 * own, so that nothing of one ever reaches another. What a person does not use for a while is closed.
 */
export class PersonalUpstreams implements Upstream {
  readonly watches: Watches;
  private readonly places = new Map<string, Place>();
  private readonly sweeper = setInterval(() => this.sweep(), SWEEP_MS).unref();

  constructor(private readonly options: PersonalOptions) {
    this.watches = {
      subscribe: async (caller, topic) => this.of(caller).watches.subscribe(caller, topic),
      unsubscribe: (affinity, topic) =>
        this.each((upstream) => upstream.watches.unsubscribe(affinity, topic)),
      // There is nobody in whose name the gateway itself could listen.
      followLists: () => {},
    };
  }

  get target(): HttpTarget {
    return this.options.target;
  }

  get openSessions(): number {
    return [...this.places.values()].reduce((sum, { upstream }) => sum + upstream.openSessions, 0);
  }

  get answeredAtMs(): number {
    return Math.max(0, ...[...this.places.values()].map(({ upstream }) => upstream.answeredAtMs));
  }

  /** That of the person for whom it goes worst. */
  get breakerState(): BreakerState {
    const states = new Set([...this.places.values()].map(({ upstream }) => upstream.breakerState));
    return (['open', 'half_open'] as const).find((state) => states.has(state)) ?? 'closed';
  }

  /** Nobody's account is used without them. */
  probe(): Promise<boolean> {
    return Promise.resolve(false);
  }

  async request(request: UpstreamRequest): Promise<Message> {
    return this.of(request.caller).request(request);
  }

  setLogLevel(affinity: string, level: string): void {
    this.each((upstream) => upstream.setLogLevel(affinity, level));
  }

  tell(affinity: string, notification: Buffer): void {
    this.each((upstream) => upstream.tell(affinity, notification));
  }

  keep(affinity: string): () => void {
    const letGo = [...this.places.values()].map(({ upstream }) => upstream.keep(affinity));
    return () => letGo.forEach((release) => release());
  }

  release(affinity: string): void {
    this.each((upstream) => upstream.release(affinity));
  }

  /** What a person had is another thing now: their sessions are not those of before. */
  forget(holder: string): void {
    const place = this.places.get(holder);
    this.places.delete(holder);
    void place?.upstream.close();
  }

  async close(options?: { leaves: boolean }): Promise<void> {
    clearInterval(this.sweeper);
    const open = [...this.places.values()];
    this.places.clear();
    await Promise.all(open.map(({ upstream }) => upstream.close(options)));
  }

  private of({ principalKey }: Caller): Upstream {
    const holder = this.options.holderOf(principalKey);
    let place = this.places.get(holder);
    if (!place) {
      place = { upstream: this.options.open(holder), lastUsedAtMs: 0 };
      this.places.set(holder, place);
    }
    place.lastUsedAtMs = Date.now();
    return place.upstream;
  }

  private each(tell: (upstream: Upstream) => void): void {
    for (const { upstream } of this.places.values()) tell(upstream);
  }

  private sweep(): void {
    const dueMs = Date.now() - IDLE_MS;
    for (const [holder, { upstream, lastUsedAtMs }] of this.places) {
      if (lastUsedAtMs < dueMs && upstream.openSessions === 0) this.forget(holder);
    }
  }
}
