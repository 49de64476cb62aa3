import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { Refusal } from './codecs/http/refusal.js';
import type { Exchange } from './exchange.js';

/** Counts the streams that clients keep open without a request: of all clients and transports together. */
@Injectable()
export class StreamLimit {
  private open = 0;

  constructor(private readonly config: AppConfig) {}

  /**
   * One more, until its connection is closed.
   * @throws Refusal 503
   */
  enter({ response }: Pick<Exchange, 'response'>): void {
    const { MAX_STREAMS } = this.config;
    if (this.open >= MAX_STREAMS) {
      throw new Refusal(503, `all ${MAX_STREAMS} streams of this server are in use (MAX_STREAMS)`);
    }
    this.open++;
    response.once('close', () => this.open--);
  }
}
