import { Injectable } from '@nestjs/common';
import { Policy } from '../../../policy/policy.js';
import { resultResponse } from '../../../wire/build-message.js';
import { jsonText } from '../../../wire/members.js';
import type { Message } from '../../../wire/message.js';
import { InvalidParamsError } from '../../core/call-error.js';
import { capabilitiesOf, instructionsOf, SERVER_INFO } from '../../core/handshake.js';
import { stringMember } from '../../core/params.js';
import { digestsOf } from '../../core/view-digests.js';
import type { Exchange } from '../../exchange.js';
import { Sessions } from '../../sessions/sessions.js';
import { sendJson } from '../http/post-response.js';
import { Refusal } from '../http/refusal.js';
import { negotiated } from './revisions.js';

type Fields = Readonly<Record<string, unknown>>;

/** Begins sessions. Answered from the catalogue, so no upstream can delay it (2025-11-25, basic/lifecycle). */
@Injectable()
export class Initialize {
  constructor(
    private readonly policy: Policy,
    private readonly sessions: Sessions,
  ) {}

  /** @throws InvalidParamsError, Refusal 404 when the endpoint shows a server that is not there for this client */
  answer({ principal, scope, response }: Exchange, request: Message): void {
    const view = this.policy.view(principal, scope);
    if (scope.kind === 'server' && view.servers.length === 0) throw new Refusal(404, 'No such MCP server');
    const protocolVersion = negotiated(stringMember(request.bytes, request.members, 'protocolVersion').value);
    const { id, session } = this.sessions.begin(principal, {
      scope,
      protocolVersion,
      capabilities: objectParam(request, 'capabilities'),
      clientInfo: objectParam(request, 'clientInfo'),
    });
    session.announced = digestsOf(view);
    const result = JSON.stringify({
      protocolVersion,
      capabilities: capabilitiesOf(view),
      serverInfo: SERVER_INFO,
      instructions: instructionsOf(view),
    });
    const pieces = [resultResponse(request.id!, result)];
    sendJson(response, { status: 200, pieces, headers: ['mcp-session-id', id] });
  }
}

function objectParam({ bytes, members }: Message, key: string): Fields {
  const span = members.get(key);
  const value: unknown = span && JSON.parse(jsonText(bytes, span));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new InvalidParamsError(`"${key}" must be an object`);
}
