import type { Message } from '../../wire/message.js';

const MAX_LOG_MESSAGES = 100;

/** What a server said while nobody listened: how far it is, and the latest of its log. */
export class Missed {
  private log: Message[] = [];
  private progress: Message | undefined;

  keep(message: Message): void {
    if (message.method === 'notifications/progress') this.progress = message;
    if (message.method !== 'notifications/message') return;
    this.log.push(message);
    if (this.log.length > MAX_LOG_MESSAGES) this.log.shift();
  }

  /** Hands all of it over, once. */
  tell(hear: (message: Message) => void | Promise<void>): void {
    const missed = this.progress ? [...this.log, this.progress] : this.log;
    this.log = [];
    this.progress = undefined;
    for (const message of missed) void hear(message);
  }
}
