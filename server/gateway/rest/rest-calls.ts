import { Injectable } from '@nestjs/common';
import { NotFoundError, RuleError, UpstreamAnswerError } from '../../common/errors.js';
import { near } from '../../../definitions/near.js';
import type { Principal } from '../../common/principal.js';
import type { Scope } from '../../policy/policy.js';
import { CatalogSearch } from '../../registry/catalog-search.js';
import { Groups } from '../../tool-groups/groups.service.js';
import type { Cancellation } from '../../upstream/cancellation.js';
import type { Caller } from '../../upstream/upstream.js';
import { stringValue } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import type { Call, ClientChannel, Reply } from '../core/call.js';
import { UnknownItemError } from '../core/call-error.js';
import { GatewayCore } from '../core/gateway-core.js';
import { SERVER_INFO } from '../core/handshake.js';
import { LATEST_LEGACY_REVISION } from '../../upstream/protocol-revisions.js';
import { type RestRequest, rpcRequest } from './rest-request.js';

/** Who waits for a call's outcome, and how it is reached. */
export interface Waiter {
  readonly context: Call['context'];
  readonly cancellation: Cancellation;
  readonly traceHeaders: Call['traceHeaders'];
  readonly channel: ClientChannel;
}

const EVERYTHING = { kind: 'all' } as const;
/** An upstream may say more than an error message should hold. */
const MAX_ERROR_LENGTH = 500;

/** Calls made over REST: the same way as an agent's, with errors in words for people. */
@Injectable()
export class RestCalls {
  private lastId = 0;

  constructor(
    private readonly core: GatewayCore,
    private readonly search: CatalogSearch,
    private readonly groups: Groups,
  ) {}

  /**
   * @returns the upstream's result
   * @throws InvalidError, NotFoundError with near names, RuleError for what is disabled
   * @throws UpstreamError also when the upstream answered with an error; UpstreamTimeoutError
   */
  async result(principal: Principal, request: RestRequest, waiter: Waiter): Promise<Message> {
    const { context, cancellation, channel, traceHeaders } = waiter;
    const id = ++this.lastId;
    try {
      return resultOf(
        await this.core.handle({
          principal,
          context,
          scope: this.scopeOf(request),
          request: rpcRequest(id, request),
          upstreamId: String(id),
          caller: callerOf(principal),
          traceHeaders,
          cancellation,
          channel,
        }),
      );
    } catch (error) {
      if (error instanceof UnknownItemError) this.explain(error, request.group);
      throw error;
    }
  }

  private scopeOf({ group }: RestRequest): Scope {
    if (group === undefined) return EVERYTHING;
    const { snapshot } = this.groups;
    if (!snapshot.has(group)) throw new NotFoundError('group', group, near([...snapshot.keys()], group));
    return { kind: 'group', name: group };
  }

  /** Agents must not learn why an item is not there; people may. */
  private explain({ kind, item }: UnknownItemError, group?: string): never {
    const { server, enabled } = this.search[kind](item);
    if (!server.enabled) throw new RuleError(`MCP server "${server.name}" is disabled`);
    if (!enabled) throw new RuleError(`${kind} "${item}" is disabled`);
    throw new NotFoundError(group === undefined ? kind : `${kind} of the group "${group}"`, item);
  }
}

/** Sessions at upstreams are kept apart by identity; over REST nobody can answer a question. */
function callerOf({ key }: Principal): Caller {
  return {
    principalKey: key,
    era: 'legacy',
    affinity: `api:${key}`,
    capabilities: '{}',
    clientInfo: JSON.stringify(SERVER_INFO),
    protocolVersion: LATEST_LEGACY_REVISION,
  };
}

function resultOf(reply: Reply): Message {
  if (reply.kind === 'own') throw new Error('only upstreams answer what is asked over REST');
  if (reply.message.kind === 'result') return reply.message;
  throw new UpstreamAnswerError(reply.server.name, errorText(reply.message));
}

function errorText({ bytes, members }: Message): string {
  const message = members.get('message');
  return (message && stringValue(bytes, message)?.slice(0, MAX_ERROR_LENGTH)) || 'an error';
}
