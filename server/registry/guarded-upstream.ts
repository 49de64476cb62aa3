import { UpstreamError, UpstreamTimeoutError } from '../common/errors.js';
import { type BreakerState, CircuitBreaker } from '../upstream/circuit-breaker.js';
import { SignInRequiredError } from '../upstream/sign-in-required.js';
import type { Upstream, UpstreamRequest, UpstreamTarget, Watches } from '../upstream/upstream.js';
import type { Message } from '../wire/message.js';
import type { HealthRecord } from './server-health.js';

export interface GuardOptions {
  readonly health: HealthRecord;
  /** It answers again after it did not for a while: something may have been missed. */
  readonly onRecovered: () => void;
}

/** Notes how each request to an upstream ends, and refuses requests while the upstream only fails. */
export class GuardedUpstream implements Upstream {
  private readonly breaker = new CircuitBreaker();
  private isClosed = false;
  private probing: Promise<boolean> | undefined;

  constructor(
    private readonly upstream: Upstream,
    private readonly options: GuardOptions,
  ) {}

  get watches(): Watches {
    return this.upstream.watches;
  }

  get target(): UpstreamTarget {
    return this.upstream.target;
  }

  get openSessions(): number {
    return this.upstream.openSessions;
  }

  get answeredAtMs(): number {
    return this.upstream.answeredAtMs;
  }

  /** Asks it something cheap, and notes what came of it: health is known of a server that nobody calls. */
  async probe(): Promise<boolean> {
    const { health, onRecovered } = this.options;
    try {
      const hasAnswered = await this.askOnce();
      const wasDown = health.state === 'unhealthy';
      if (hasAnswered && !this.isClosed) health.answered();
      if (hasAnswered && !this.isClosed && wasDown) onRecovered();
      return hasAnswered;
    } catch (error) {
      if (!this.isClosed && isOutage(error)) health.failed(error.message);
      throw error;
    }
  }

  get breakerState(): BreakerState {
    return this.breaker.state;
  }

  request(request: UpstreamRequest): Promise<Message> {
    const refusal = this.breaker.enter();
    if (refusal !== undefined) return Promise.reject(new UpstreamError(this.target.name, refusal));
    const startedAtMs = performance.now();
    const answer = this.upstream.request(request);
    answer.then(
      () => this.answered(),
      (error: unknown) => this.failed(error, startedAtMs),
    );
    return answer;
  }

  setLogLevel(affinity: string, level: string): void {
    this.upstream.setLogLevel(affinity, level);
  }

  tell(affinity: string, notification: Buffer): void {
    this.upstream.tell(affinity, notification);
  }

  keep(affinity: string): () => void {
    return this.upstream.keep(affinity);
  }

  release(affinity: string): void {
    this.upstream.release(affinity);
  }

  close(options?: { leaves: boolean }): Promise<void> {
    this.isClosed = true;
    return this.upstream.close(options);
  }

  /** What ends after the server was replaced says nothing of the new one. */
  private answered(): void {
    if (this.isClosed) return;
    this.options.health.calls++;
    this.options.health.answered();
    if (this.breaker.succeeded()) this.options.onRecovered();
  }

  private failed(error: unknown, startedAtMs: number): void {
    if (this.isClosed) return;
    if (!isOutage(error)) return this.breaker.left();
    this.options.health.calls++;
    if (error instanceof UpstreamTimeoutError) void this.missed(error, startedAtMs);
    else this.down(error);
  }

  /** One tool that is too slow must not take its server from everybody: does it answer anything else? */
  private async missed(error: UpstreamTimeoutError, startedAtMs: number): Promise<void> {
    const answers = this.answeredAtMs > startedAtMs || (await this.askOnce().catch(() => false));
    if (this.isClosed) return;
    if (!answers) return this.down(error);
    this.options.health.missed(error.message);
    if (this.breaker.succeeded()) this.options.onRecovered();
  }

  private down(error: Error): void {
    this.options.health.failed(error.message);
    this.breaker.failed(reasonOf(error));
  }

  /** One question at a time, however many want to know. */
  private askOnce(): Promise<boolean> {
    return (this.probing ??= this.upstream.probe().finally(() => (this.probing = undefined)));
  }
}

/** Whether the server is to blame; not so when it was cancelled, or a rule of the gateway's own was in the way. */
function isOutage(error: unknown): error is UpstreamError | UpstreamTimeoutError {
  if (error instanceof SignInRequiredError) return false;
  if (error instanceof UpstreamTimeoutError) return true;
  return error instanceof UpstreamError && error.cause === undefined;
}

/** Without the server's name, which the sentence around it has. */
function reasonOf({ message }: Error): string {
  return message.replace(/^MCP server "[^"]*": /, '');
}
