import { Injectable } from '@nestjs/common';
import { type CatalogView, Policy } from '../../../policy/policy.js';
import { resultResponse } from '../../../wire/build-message.js';
import { jsonText } from '../../../wire/members.js';
import type { Message } from '../../../wire/message.js';
import { InvalidParamsError } from '../../core/call-error.js';
import { capabilitiesOf, instructionsOf, SERVER_INFO } from '../../core/handshake.js';
import { stringMember } from '../../core/params.js';
import { digestsOf } from '../../core/view-digests.js';
import type { Exchange } from '../../exchange.js';
import type { Session } from '../../sessions/session.js';
import { Sessions } from '../../sessions/sessions.js';
import { notThere } from '../http/not-there.js';
import { negotiated } from './revisions.js';

type Fields = Readonly<Record<string, unknown>>;

/** An endpoint, and who uses it. */
type Shown = Pick<Exchange, 'principal' | 'scope'>;

export interface Begun {
  /** What opens the session again. */
  readonly id: string;
  readonly session: Session;
  /** The answer to `initialize`. */
  readonly answer: Buffer;
}

/** Begins sessions. Answered from the catalogue, so no upstream can delay it (2025-11-25, basic/lifecycle). */
@Injectable()
export class Initialize {
  constructor(
    private readonly policy: Policy,
    private readonly sessions: Sessions,
  ) {}

  /** What the endpoint shows. @throws Refusal 404 when that is a server or group that is not there for this client */
  viewOf({ principal, scope }: Shown): CatalogView {
    const view = this.policy.view(principal, scope);
    if (!view.exists) throw notThere(scope);
    return view;
  }

  /** @throws InvalidParamsError, Refusal 404 as {@link viewOf} */
  begin(shown: Shown, request: Message): Begun {
    const view = this.viewOf(shown);
    const { principal, scope } = shown;
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
      capabilities: capabilitiesOf(view, 'legacy'),
      serverInfo: SERVER_INFO,
      instructions: instructionsOf(view),
    });
    return { id, session, answer: resultResponse(request.id!, result) };
  }
}

function objectParam({ bytes, members }: Message, key: string): Fields {
  const span = members.get(key);
  const value: unknown = span && JSON.parse(jsonText(bytes, span));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new InvalidParamsError(`"${key}" must be an object`);
}
