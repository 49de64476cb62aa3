import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../../config/app-config.js';
import type { Exchange } from '../../exchange.js';
import { checkAcceptsEvents } from '../http/accept-rules.js';
import { sendFailure } from '../http/failure.js';
import { failureOf } from '../legacy-http/failure.js';
import { checkRevision } from '../legacy-http/header-rules.js';
import { Initialize } from '../legacy-http/initialize.js';
import { MessageHandler } from './message-handler.js';
import { SseConnections } from './sse-connections.js';

type Handler = (exchange: Exchange) => Promise<void> | void;

/**
 * HTTP+SSE, the transport of 2024-11-05, for clients that know no other: a stream that says where to send
 * messages, and the endpoint that takes them.
 */
@Injectable()
export class LegacySse {
  constructor(
    private readonly config: AppConfig,
    private readonly initialize: Initialize,
    private readonly connections: SseConnections,
    private readonly messages: MessageHandler,
  ) {}

  /** `GET /sse`. Answers in every case; never throws. */
  serveStream(exchange: Exchange): Promise<void> {
    return serve(exchange, 'GET', () => this.open(exchange));
  }

  /** `POST /message`. Answers in every case; never throws. */
  serveMessage(exchange: Exchange): Promise<void> {
    return serve(exchange, 'POST', () => this.messages.handle(exchange));
  }

  private open(exchange: Exchange): void {
    checkAcceptsEvents(exchange.headers);
    checkRevision(exchange.headers);
    this.initialize.viewOf(exchange);
    this.connections.open(exchange, this.endpointBeside(exchange.url));
  }

  /** Clients take it for a path at the origin of the stream, on which a proxy may have put a prefix. */
  private endpointBeside(url: string): string {
    const { PUBLIC_URL } = this.config;
    const prefix = PUBLIC_URL === undefined ? '' : new URL(PUBLIC_URL).pathname.replace(/\/$/, '');
    return prefix + url.replace(/\/sse\/?(\?.*)?$/, '/message');
  }
}

async function serve(exchange: Exchange, allow: string, handle: Handler): Promise<void> {
  if (exchange.method !== allow) {
    exchange.response.writeHead(405, { allow }).end();
    return;
  }
  try {
    await handle(exchange);
  } catch (error) {
    sendFailure(exchange.response, failureOf(error, exchange));
  }
}
