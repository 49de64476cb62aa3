import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { IdentityDirectory } from '../../auth/identity-directory.js';
import { Events } from '../../events/events.js';
import { type CatalogView, Policy } from '../../policy/policy.js';
import type { CatalogServer } from '../../registry/catalog.js';
import { Upstreams } from '../../registry/upstreams.js';
import { stringValue } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { splice } from '../../wire/splice.js';
import { type Address, locateResource } from '../core/address.js';
import type { Call, Reply } from '../core/call.js';
import { CallError } from '../core/call-error.js';
import { stringMember } from '../core/params.js';
import { JsonRpcCode } from '../../wire/wire-error.js';
import { IDLE_LIMIT_MS, type Session } from './session.js';
import { SessionStates } from './session-states.js';
import { SessionStreams } from './session-streams.js';

const MAX_PER_SESSION = 1000;
/** A session without a stream for so long is told of nothing, and upstreams need not speak to it. */
const SWEEP_MS = 60_000;

/** A resource at its server. */
interface Watched {
  readonly server: CatalogServer;
  readonly uri: string;
}

interface Subscriber {
  readonly session: Session;
  readonly principal: Call['principal'];
  /** By the URI that the client uses. */
  readonly watched: Map<string, Watched>;
  /** Upstreams do not speak to it any more, and are asked again when the client is back. */
  isSuspended: boolean;
}

type SessionCall = Call & { readonly session: Session };

/** The resources whose updates sessions want to be told of (2025-11-25, server/resources, Subscriptions). */
@Injectable()
export class Subscriptions implements OnModuleInit, OnModuleDestroy {
  private readonly subscribers = new Map<string, Subscriber>();
  private readonly sweeper = setInterval(() => this.suspendAbsent(), SWEEP_MS).unref();

  private stopListening = () => {};

  constructor(
    private readonly policy: Policy,
    private readonly upstreams: Upstreams,
    private readonly streams: SessionStreams,
    private readonly identities: IdentityDirectory,
    private readonly states: SessionStates,
    private readonly events: Events,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.events.on('session.deleted', (session) => this.endSession(session));
  }

  onModuleDestroy(): void {
    this.stopListening();
    clearInterval(this.sweeper);
  }

  /** @throws CallError, UpstreamError, UpstreamTimeoutError */
  async subscribe({ session, principal }: SessionCall, { item, asked, meant }: Address): Promise<Reply> {
    const subscriber = this.subscriberOf(session, principal);
    if (subscriber.watched.size >= MAX_PER_SESSION) {
      throw new CallError(
        JsonRpcCode.internalError,
        `a session has at most ${MAX_PER_SESSION} subscriptions`,
      );
    }
    const { server } = item;
    const message = await this.ask(session, { server, uri: meant });
    if (message.kind === 'result') {
      subscriber.watched.set(asked, { server, uri: meant });
      session.uris.add(asked);
      this.states.note(session);
    }
    return { kind: 'relayed', message, server };
  }

  unsubscribe({ request, session }: SessionCall): void {
    const { value: asked } = stringMember(request.bytes, request.members, 'uri');
    if (session.uris.delete(asked)) this.states.note(session);
    const subscriber = this.subscribers.get(session.nonce);
    const gone = subscriber?.watched.get(asked);
    if (!subscriber || !gone) return;
    subscriber.watched.delete(asked);
    const { server, uri } = gone;
    const isShared = [...subscriber.watched.values()].some(
      (other) => other.server.id === server.id && other.uri === uri,
    );
    if (!isShared) this.drop(session, gone);
    if (subscriber.watched.size === 0) this.subscribers.delete(session.nonce);
  }

  /** The client listens again. */
  resume({ principal, scope }: Pick<Call, 'principal' | 'scope'>, session: Session): void {
    const subscriber =
      this.subscribers.get(session.nonce) ??
      this.restored(session, this.policy.view(principal, scope), principal);
    if (!subscriber?.isSuspended) return;
    subscriber.isSuspended = false;
    for (const watched of subscriber.watched.values()) {
      // Where it fails, the client learns of the next update only after it subscribes again.
      this.ask(subscriber.session, watched).catch(() => {});
    }
  }

  endSession({ nonce }: Pick<Session, 'nonce'>): void {
    this.subscribers.delete(nonce);
  }

  /** What the session subscribed to before this process; what is not there any more is left out. */
  private restored(
    session: Session,
    view: CatalogView,
    principal: Call['principal'],
  ): Subscriber | undefined {
    if (session.uris.size === 0) return undefined;
    const subscriber = this.subscriberOf(session, principal);
    subscriber.isSuspended = true;
    for (const asked of session.uris) {
      const found = locateResource(view, asked);
      if (found) subscriber.watched.set(asked, { server: found.item.server, uri: found.meant });
    }
    return subscriber;
  }

  private subscriberOf(session: Session, principal: Call['principal']): Subscriber {
    let subscriber = this.subscribers.get(session.nonce);
    if (!subscriber) {
      subscriber = { session, principal, watched: new Map(), isSuspended: false };
      this.subscribers.set(session.nonce, subscriber);
    }
    return subscriber;
  }

  private async ask(session: Session, { server, uri }: Watched): Promise<Message> {
    session.link.onUpdated = (message, name) => this.tell(session, message, name);
    return this.upstreams.forServer(server).watches.subscribe(session.caller, { kind: 'resource', id: uri });
  }

  private drop({ caller }: Session, { server, uri }: Watched): void {
    this.upstreams.find(server)?.watches.unsubscribe(caller.affinity, { kind: 'resource', id: uri });
  }

  /** Under the URI that the client uses, as long as it may reach it. */
  private tell({ nonce, scope }: Session, message: Message, server: string): void {
    const subscriber = this.subscribers.get(nonce);
    const span = message.members.get('uri');
    const updated = span && stringValue(message.bytes, span);
    const stream = this.streams.newestOf({ nonce });
    if (!subscriber || updated === undefined || !stream) return;
    const principal = this.identities.principalByKey(subscriber.principal.key) ?? subscriber.principal;
    const view = this.policy.view(principal, scope);
    for (const [asked, watched] of subscriber.watched) {
      if (watched.server.name !== server || watched.uri !== updated) continue;
      if (locateResource(view, asked)?.item.server.id !== watched.server.id) continue;
      void stream.send(splice(message.bytes, [{ ...span!, text: JSON.stringify(asked) }]));
    }
  }

  private suspendAbsent(): void {
    const longAgoMs = Date.now() - IDLE_LIMIT_MS;
    for (const subscriber of this.subscribers.values()) {
      const { session, isSuspended } = subscriber;
      if (isSuspended && session.lastUsedAtMs < longAgoMs) this.subscribers.delete(session.nonce);
      if (isSuspended || this.streams.newestOf(session)) continue;
      subscriber.isSuspended = true;
      for (const watched of subscriber.watched.values()) this.drop(session, watched);
    }
  }
}
