import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { IdentityDirectory } from '../../../auth/identity-directory.js';
import { Bus } from '../../../bus/bus.js';
import { messageOf } from '../../../bus/message-text.js';
import type { HandedMessage, Handover } from '../../../bus/messages.js';
import { requestContext } from '../../../logging/request-context.js';
import { scopeKey } from '../../../policy/policy.js';
import { Refusal } from '../http/refusal.js';
import { MessageHandler } from './message-handler.js';
import { SseConnections } from './sse-connections.js';
import type { SseConnection } from './sse-connection.js';

/** Less than the other process waits. */
const DRAIN_TIMEOUT_MS = 3000;

/** Takes messages that reached another process and belong to a stream of this one. */
@Injectable()
export class HandedMessages implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly connections: SseConnections,
    private readonly identities: IdentityDirectory,
    private readonly handler: MessageHandler,
  ) {}

  onModuleInit(): void {
    this.bus.onAsked('message.handed', (handed) => this.take(handed));
  }

  private async take(handed: HandedMessage): Promise<Handover> {
    const { principalKey, credential } = handed;
    const connection = this.connections.get(handed.connection);
    if (connection?.principalKey !== principalKey || scopeKey(connection.scope) !== handed.scopeKey) {
      return 'unknown';
    }
    await Promise.race([connection.drained, delay(DRAIN_TIMEOUT_MS, undefined, { ref: false })]);
    if (connection.drained) return 'unread';
    // With the grants of now, and the token that this message came with.
    const known = this.identities.principalByKey(principalKey) ?? connection.principal;
    return this.accept(connection, handed, { ...known, credential });
  }

  private accept(
    connection: SseConnection,
    { message, headers, requestId }: HandedMessage,
    principal: SseConnection['principal'],
  ): Promise<Handover> {
    const context = requestContext(requestId, headers);
    const said = { principal, context, scope: connection.scope, headers, message: messageOf(message) };
    return new Promise((resolve, reject) => {
      this.handler
        .accept(connection, said, () => resolve('taken'))
        .catch((error: Error) => {
          if (error instanceof Refusal) resolve('refused');
          else reject(error);
        });
    });
  }
}
