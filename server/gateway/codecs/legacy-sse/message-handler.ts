import { Injectable } from '@nestjs/common';
import { Bus } from '../../../bus/bus.js';
import { textOf } from '../../../bus/message-text.js';
import { scopeKey } from '../../../policy/policy.js';
import { JsonRpcCode } from '../../../wire/wire-error.js';
import type { Exchange } from '../../exchange.js';
import { belongs } from '../../sessions/sessions.js';
import { Refusal, TransportCode } from '../http/refusal.js';
import { traceFields } from '../http/trace-headers.js';
import { CallRunner } from '../legacy-http/call-runner.js';
import { ClientMessages } from '../legacy-http/client-messages.js';
import { failureOf } from '../legacy-http/failure.js';
import { checkRevision } from '../legacy-http/header-rules.js';
import { LegacyCall } from '../legacy-http/legacy-call.js';
import { processOf, type SseConnection } from './sse-connection.js';
import { SseConnections } from './sse-connections.js';
import { SseSessions } from './sse-sessions.js';
import { StreamedAnswer } from './streamed-answer.js';

/** A message of a client, at whichever process it arrived. */
export type Said = Pick<Exchange, 'principal' | 'context' | 'scope' | 'headers' | 'message'>;

/** Takes what clients say to the endpoint that their stream named. Answers go on the stream. */
@Injectable()
export class MessageHandler {
  constructor(
    private readonly connections: SseConnections,
    private readonly sessions: SseSessions,
    private readonly messages: ClientMessages,
    private readonly runner: CallRunner,
    private readonly bus: Bus,
  ) {}

  /** @throws Refusal, WireError: the message is not taken */
  async handle(exchange: Exchange): Promise<void> {
    const id = sessionIdOf(exchange);
    const connection = this.connections.get(id);
    if (connection ? !belongs(connection, exchange) : processOf(id) === this.bus.process) throw unknown();
    checkRevision(exchange.headers);
    const { response } = exchange;
    const acknowledge = () => void response.writeHead(202).end();
    if (connection) return this.accept(connection, exchange, acknowledge);
    await this.handOver(id, exchange);
    acknowledge();
  }

  /**
   * @param acknowledge is called when the message is taken, before it is answered
   * @throws Refusal 400, 404: it is not taken
   */
  async accept(connection: SseConnection, said: Said, acknowledge: () => void): Promise<void> {
    const { message } = said;
    if (message.kind !== 'request') {
      await this.messages.take(this.sessions.of(connection), message);
      return acknowledge();
    }
    // A client that reads too slowly may not ask for more.
    await connection.drained;
    acknowledge();
    await this.request(connection, said);
  }

  private async request(connection: SseConnection, said: Said): Promise<void> {
    const { message: request } = said;
    try {
      if (request.method === 'initialize') {
        void connection.send(this.sessions.begin(connection, said));
        return;
      }
      const session = this.sessions.of(connection);
      const response = new StreamedAnswer(connection);
      await this.runner.run(new LegacyCall(said, { session, request, response }));
    } catch (error) {
      void connection.send(failureOf(error, { id: request.id, context: said.context }).message);
    }
  }

  /** The stream is at another process, or nowhere. @throws Refusal 404, 400, 429 */
  private async handOver(
    connection: string,
    { principal, context, scope, headers, message }: Exchange,
  ): Promise<void> {
    const { key: principalKey, credential } = principal;
    const outcome = await this.bus.ask(processOf(connection), 'message.handed', {
      connection,
      principalKey,
      credential,
      scopeKey: scopeKey(scope),
      requestId: context.id,
      headers: traceFields(headers),
      message: textOf(message),
    });
    switch (outcome) {
      case 'taken':
        return;
      case 'refused':
        throw new Refusal(400, 'no question of this id is open', { code: JsonRpcCode.invalidRequest });
      case 'unread':
        throw new Refusal(429, 'what is on the stream is to be read first');
      case 'unknown':
      case undefined:
        throw unknown();
    }
  }
}

function sessionIdOf({ url }: Exchange): string {
  const id = new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('sessionId');
  if (!id) throw new Refusal(400, 'the query needs the sessionId that the stream named');
  return id;
}

function unknown(): Refusal {
  return new Refusal(404, 'Session not found', { code: TransportCode.sessionNotFound });
}
