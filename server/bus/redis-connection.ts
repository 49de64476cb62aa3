import { Redis, type RedisOptions } from 'ioredis';
import type { RedisTarget } from '../config/redis-target.js';

const CONNECT_TIMEOUT_MS = 5000;
const COMMAND_TIMEOUT_MS = 5000;
/** What this process sends to itself, to know that the way there and back is open. */
const BEAT = '.';
const BEAT_MS = 2000;
/** Without a beat for so long, the network swallows what is sent. */
const SILENCE_MS = 7000;
/** More than this on its way: Redis does not keep up, and what comes on top is dropped. */
const MAX_PENDING_CHARACTERS = 16_777_216;

export interface Channels {
  /** That every process listens to. */
  readonly all: string;
  /** Of this process. */
  readonly own: string;
}

export interface RedisConnectionOptions {
  readonly target: RedisTarget;
  readonly channels: Channels;
  readonly onMessage: (channel: string, text: string) => void;
  /** What is sent arrives, there and back. */
  readonly onOpen: () => void;
  /** It could not be opened, or is lost, for good. Told once. */
  readonly onEnd: (reason: string) => void;
}

/** One connection to Redis, from its opening to its end: a socket to publish on and one to listen on. */
export class RedisConnection {
  private readonly publisher: Redis;
  private readonly subscriber: Redis;
  private readonly heart: NodeJS.Timeout;
  private heardAtMs = performance.now();
  private pendingCharacters = 0;
  private isOpen = false;
  private isEnded = false;
  private lastError: string | undefined;

  constructor(private readonly options: RedisConnectionOptions) {
    const redisOptions = optionsOf(options.target);
    [this.publisher, this.subscriber] = [new Redis(redisOptions), new Redis(redisOptions)];
    for (const socket of [this.publisher, this.subscriber]) {
      socket.on('error', (error: Error) => (this.lastError ??= textOf(error)));
      socket.on('end', () => this.end('the connection was closed'));
    }
    this.subscriber.on('message', (channel: string, text: string) => this.hear(channel, text));
    this.heart = setInterval(() => this.beat(), BEAT_MS);
    this.open().catch((error: Error) => this.end(textOf(error)));
  }

  /** @returns how many got it; 0 also when it could not be sent */
  async publish(channel: string, text: string): Promise<number> {
    if (this.pendingCharacters + text.length > MAX_PENDING_CHARACTERS) return 0;
    this.pendingCharacters += text.length;
    try {
      return await this.publisher.publish(channel, text);
    } catch (error) {
      this.end(textOf(error as Error));
      return 0;
    } finally {
      this.pendingCharacters -= text.length;
    }
  }

  end(reason: string): void {
    if (this.isEnded) return;
    this.isEnded = true;
    clearInterval(this.heart);
    this.publisher.disconnect();
    this.subscriber.disconnect();
    this.options.onEnd(this.lastError ?? reason);
  }

  private async open(): Promise<void> {
    await Promise.all([this.publisher.connect(), this.subscriber.connect()]);
    const { all, own } = this.options.channels;
    await this.subscriber.subscribe(all, own);
    await this.publisher.publish(own, BEAT);
  }

  private hear(channel: string, text: string): void {
    if (channel !== this.options.channels.own || text !== BEAT) {
      this.options.onMessage(channel, text);
      return;
    }
    this.heardAtMs = performance.now();
    if (!this.isOpen && !this.isEnded) this.options.onOpen();
    this.isOpen = true;
  }

  private beat(): void {
    if (performance.now() - this.heardAtMs > SILENCE_MS) this.end('nothing comes back from it');
    else if (this.isOpen) void this.publish(this.options.channels.own, BEAT);
  }
}

/** Without any of the library's own ways to try again: whoever made the connection makes another one. */
function optionsOf({ tls, ...target }: RedisTarget): RedisOptions {
  return {
    ...target,
    ...(tls && { tls: {} }),
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: null,
    enableOfflineQueue: false,
    // Asks for a right (INFO) that not everybody has.
    enableReadyCheck: false,
    disableClientInfo: true,
    connectionName: 'mcpjungle',
    keepAlive: 10_000,
  };
}

/** Its message only: an error of a command has the command with it, which may be the password. */
function textOf(error: Error): string {
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [];
  return (first ?? error).message;
}
