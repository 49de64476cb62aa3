import { Injectable } from '@nestjs/common';
import { UNLIMITED } from '../../common/grants.js';
import type { CallReport, ReportedItem } from '../../events/call-report.js';
import { Events } from '../../events/events.js';
import { type CatalogView, Policy, type Scope } from '../../policy/policy.js';
import type { CatalogItem } from '../../registry/catalog.js';
import type { CallTrace } from '../../tracing/call-trace.js';
import { Tracing } from '../../tracing/tracing.service.js';
import type { Caller } from '../../upstream/upstream.js';
import type { Message } from '../../wire/message.js';
import type { Address } from './address.js';
import type { Call, Reply } from './call.js';
import { UnknownItemError } from './call-error.js';
import { audited } from './audited-arguments.js';
import { traceParentOf } from './trace-context.js';
import { failureVerdict, SUCCESS, type Verdict, verdictOf } from './verdict.js';

/** What of a call is told. */
export type ReportedCall = Pick<
  Call,
  'principal' | 'scope' | 'request' | 'traceHeaders' | 'cancellation' | 'context'
> & { readonly caller: Pick<Caller, 'protocolVersion'> };

type Found = Pick<Address, 'item' | 'asked'>;

/** A request for an item. */
interface ItemRequest<A extends Found> {
  readonly view: CatalogView;
  /** @throws UnknownItemError when the view has no such item */
  readonly find: (request: Message, view: CatalogView) => A;
  /** @param trace what the work is a part of */
  readonly work: (address: A, trace: CallTrace | undefined) => Promise<Reply>;
}

/** A request that the gateway answers itself, for no one item. */
interface OwnRequest<T> {
  /** The name that the client called. */
  readonly asked?: string;
  readonly work: () => Promise<T>;
}

/** What is known of a call when it ends. */
interface Ended extends Verdict {
  readonly startedAtMs: number;
  readonly item: CatalogItem | undefined;
  readonly asked: string | undefined;
  readonly trace: CallTrace | undefined;
}

/** Of a name that is none of the catalogue's; a client may send megabytes. */
const MAX_ASKED_LENGTH = 512;

/** Tells what became of each call: `call.ended`. */
@Injectable()
export class CallReports {
  constructor(
    private readonly policy: Policy,
    private readonly events: Events,
    private readonly tracing: Tracing,
  ) {}

  /** @throws what finding the item and the work throw */
  async during<A extends Found>(call: ReportedCall, { view, find, work }: ItemRequest<A>): Promise<Reply> {
    const startedAtMs = performance.now();
    let address: A | undefined;
    let trace: CallTrace | undefined;
    try {
      trace = this.tracing.isOn ? this.trace(call) : undefined;
      address = find(call.request, view);
      const reply = await work(address, trace);
      const { item, asked } = address;
      this.tell(call, { startedAtMs, item, asked, trace, ...verdictOf(reply) });
      return reply;
    } catch (error) {
      const found = address ?? this.denied(call, find, error);
      const verdict = failureVerdict(call, error);
      const isForbidden = verdict.outcome === 'denied' && found.item !== undefined;
      this.tell(call, {
        startedAtMs,
        item: found.item,
        asked: found.asked,
        trace,
        outcome: verdict.outcome,
        errorCode: isForbidden ? 'forbidden' : verdict.errorCode,
      });
      throw error;
    }
  }

  /** @throws what the work throws */
  async own<T>(call: ReportedCall, { asked, work }: OwnRequest<T>): Promise<T> {
    const begun = { startedAtMs: performance.now(), item: undefined, asked };
    const trace = this.tracing.isOn ? this.trace(call) : undefined;
    try {
      const result = await work();
      this.tell(call, { ...begun, trace, ...SUCCESS });
      return result;
    } catch (error) {
      this.tell(call, { ...begun, trace, ...failureVerdict(call, error) });
      throw error;
    }
  }

  /**
   * What the caller asked for and did not get. Whether it exists is looked up in either case, so that the time
   * an answer takes tells nobody.
   */
  private denied<A extends Found>(
    { request, scope }: ReportedCall,
    find: ItemRequest<A>['find'],
    error: unknown,
  ): Partial<Found> {
    if (!(error instanceof UnknownItemError)) return {};
    const place: Scope = scope.kind === 'server' ? { kind: 'server', name: scope.name } : { kind: 'all' };
    try {
      return find(request, this.policy.view({ grants: UNLIMITED }, place));
    } catch {
      return { asked: error.item };
    }
  }

  private trace(call: ReportedCall): CallTrace | undefined {
    const { request, principal, caller, context } = call;
    const trace = this.tracing.begin({
      method: request.method!,
      parent: traceParentOf(call),
      client: principal.name,
      protocolVersion: caller.protocolVersion,
    });
    context.traceId = trace?.traceId;
    return trace;
  }

  private tell(call: ReportedCall, { startedAtMs, item, asked, trace, outcome, errorCode }: Ended): void {
    const report: CallReport = {
      endedAtMs: Date.now(),
      durationMs: performance.now() - startedAtMs,
      principal: call.principal,
      method: call.request.method!,
      scope: call.scope,
      item: item && reported(item),
      asked: asked?.slice(0, MAX_ASKED_LENGTH),
      arguments: outcome === 'denied' ? undefined : audited(call, item?.server.auditedBut),
      outcome,
      errorCode,
      requestId: call.context.id,
      // One request may begin several traces.
      traceId: trace?.traceId ?? call.context.traceId,
    };
    trace?.end({ item: outcome === 'denied' ? undefined : report.item, errorType: errorCode });
    this.events.emit('call.ended', report);
  }
}

function reported({ kind, server, canonical, originalName }: CatalogItem): ReportedItem {
  return { kind, server: server.name, name: canonical, originalName };
}
