import { Logger } from '@nestjs/common';
import type { RedisTarget } from '../config/redis-target.js';
import type { Sealer } from '../secrets/sealer.js';
import { Bus } from './bus.js';
import { type Envelope, Envelopes } from './envelopes.js';
import type { Announcements, Inquiries, InquiryTopic, Topic } from './messages.js';
import { PendingAnswers } from './pending-answers.js';
import { RedisLink } from './redis-link.js';

/** How long a client's request waits for another process. */
const ANSWER_TIMEOUT_MS = 5000;

/**
 * The bus over the channels of a Redis: one that all processes listen to, and one for each of them. Nothing is
 * kept there. What goes over it is sealed, so that whoever else uses that Redis can neither read nor say anything.
 */
export class RedisBus extends Bus {
  readonly isShared = true;
  private readonly logger = new Logger('EventBus');
  private readonly envelopes: Envelopes;
  private readonly link: RedisLink;
  private readonly pending = new PendingAnswers(ANSWER_TIMEOUT_MS);
  private readonly prefix: string;

  constructor(target: RedisTarget, sealer: Sealer) {
    super();
    this.envelopes = new Envelopes(sealer);
    // Installations with keys of their own may share a Redis.
    this.prefix = `mcpjungle:${sealer.deriveKey('bus').subarray(0, 9).toString('base64url')}`;
    this.link = new RedisLink({
      target,
      channels: { all: this.channel('all'), own: this.channel(this.process) },
      logger: this.logger,
      onMessage: (channel, text) => this.receive(channel, text),
    });
  }

  get outage(): string | undefined {
    return this.link.outage;
  }

  announce<K extends Topic>(topic: K, payload: Announcements[K]): void {
    void this.send('all', { topic, payload });
  }

  async ask<K extends InquiryTopic>(
    process: string,
    topic: K,
    payload: Inquiries[K]['ask'],
  ): Promise<Inquiries[K]['answer'] | undefined> {
    if (!isProcess(process)) return undefined;
    const { number, answer } = this.pending.open();
    const receivers = await this.send(process, { topic, payload, ask: number });
    if (receivers === 0) this.pending.settle(number, undefined);
    return answer as Promise<Inquiries[K]['answer'] | undefined>;
  }

  close(): void {
    this.pending.close();
    this.link.close();
  }

  private channel(name: string): string {
    return `${this.prefix}:${name}`;
  }

  /** @returns how many processes got it; 0 also when it could not be sent */
  private async send(to: string, envelope: Omit<Envelope, 'from'>): Promise<number> {
    const channel = this.channel(to);
    const sealed = this.envelopes.seal({ from: this.process, ...envelope }, channel);
    return sealed === undefined ? 0 : this.link.publish(channel, sealed);
  }

  private receive(channel: string, text: string): void {
    const envelope = this.envelopes.open(text, channel);
    if (!envelope || envelope.from === this.process) return;
    if (envelope.reply !== undefined) this.pending.settle(envelope.reply, envelope.payload);
    else if (envelope.ask !== undefined) void this.reply(envelope, envelope.ask);
    else this.hear(envelope);
  }

  /** What a newer version announces is not known here. */
  private hear({ topic, payload }: Envelope): void {
    try {
      this.listeners.get(topic)?.(payload as never);
    } catch (error) {
      this.logger.error(`${topic} of another process failed here`, (error as Error).stack);
    }
  }

  private async reply({ from, topic, payload }: Envelope, number: number): Promise<void> {
    try {
      const answer = await this.answerers.get(topic)?.(payload as never);
      await this.send(from, { topic, payload: answer, reply: number });
    } catch (error) {
      this.logger.error(`${topic} of another process failed here`, (error as Error).stack);
    }
  }
}

/** Names come from ids that clients send: none may lead to the channel of all, or to somebody else's. */
function isProcess(name: string): boolean {
  return /^[\w-]{8}$/.test(name);
}
