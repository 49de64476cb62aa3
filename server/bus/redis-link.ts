import type { Logger } from '@nestjs/common';
import type { RedisTarget } from '../config/redis-target.js';
import { type Channels, RedisConnection } from './redis-connection.js';

const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 5000;

export interface RedisLinkOptions {
  readonly target: RedisTarget;
  readonly channels: Channels;
  readonly logger: Logger;
  readonly onMessage: (channel: string, text: string) => void;
}

/** Keeps a connection to Redis, and makes a new one when it is lost, for as long as it takes. */
export class RedisLink {
  private connection: RedisConnection | undefined;
  /** Why there is no connection. */
  private reason: string | undefined = 'not connected yet';
  private isReported = false;
  private retryMs = FIRST_RETRY_MS;
  private retry: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly options: RedisLinkOptions) {
    this.connect();
  }

  get outage(): string | undefined {
    return this.reason;
  }

  /** @returns how many got it; 0 also when it could not be sent */
  publish(channel: string, text: string): Promise<number> {
    return this.reason === undefined ? this.connection!.publish(channel, text) : Promise.resolve(0);
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.retry);
    this.connection?.end('it was closed here');
  }

  private connect(): void {
    const { target, channels, onMessage } = this.options;
    this.connection = new RedisConnection({
      target,
      channels,
      onMessage,
      onOpen: () => this.opened(),
      onEnd: (reason) => this.ended(reason),
    });
  }

  private opened(): void {
    if (this.isReported) this.options.logger.log('Redis is reached again');
    this.isReported = false;
    this.reason = undefined;
    this.retryMs = FIRST_RETRY_MS;
  }

  private ended(reason: string): void {
    this.reason = reason;
    if (this.isClosed) return;
    if (!this.isReported)
      this.options.logger.warn(`Redis is not reached, which only slows things down: ${reason}`);
    this.isReported = true;
    // Replicas that lost it together must not come back together.
    this.retry = setTimeout(() => this.connect(), this.retryMs * (0.5 + Math.random() / 2));
    this.retryMs = Math.min(2 * this.retryMs, MAX_RETRY_MS);
  }
}
