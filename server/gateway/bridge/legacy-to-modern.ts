import { Injectable } from '@nestjs/common';
import type { Upstream, UpstreamRequest } from '../../upstream/upstream.js';
import type { Message } from '../../wire/message.js';
import type { Call } from '../core/call.js';
import { ChangedRequest } from './changed-request.js';
import { decided } from './decided.js';
import { InputRounds } from './input-rounds.js';
import { legacyAnswer } from './legacy-answer.js';
import { modernBody } from './modern-body.js';
import { modernCaller } from './modern-caller.js';

/** Lets legacy clients, and callers over REST, call modern servers. */
@Injectable()
export class LegacyToModern {
  /**
   * @param revision that the server speaks
   * @throws UpstreamError, UpstreamTimeoutError, CallError, or the reason of the call's cancellation
   */
  async send(
    { context }: Call,
    { request, revision }: { request: UpstreamRequest; revision: string },
    upstream: Upstream,
  ): Promise<Message> {
    const caller = modernCaller(request.caller, revision);
    const body = modernBody(request.body, caller);
    const rounds = new InputRounds(upstream, new ChangedRequest(request, { caller, body }));
    const answer = await rounds.play();
    const { name: server } = upstream.target;
    return decided(server, () => legacyAnswer(answer, { server, tool: request.tool, context }));
  }
}
