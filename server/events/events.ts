import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import type { Revocation } from '../common/principal.js';
import type { CallReport } from './call-report.js';
import type { FailureReport, RefusalReport } from './refusal.js';

/** What can change while the server runs, and what a listener is told of it. */
export interface EventMap {
  /** The catalogue snapshot was replaced. */
  'catalog.changed': [{ version: number }];
  /** Groups were made, replaced or deleted. */
  'groups.changed': [];
  /** A registered server says, or its silence may hide, that it offers something else now. */
  'server.changed': [{ name: string }];
  /** What a registered server offers was read anew, and differs; names by kind of item. */
  'offer.changed': [
    { server: string; changes: Record<string, { added: string[]; changed: string[]; removed: string[] }> },
  ];
  /** What a holder has at an upstream is another thing now, or is there no longer or for the first time. */
  'credentials.changed': [{ serverId: number; holder: string }];
  /** A token of this principal is no longer good, or its grants are others now. */
  'principal.revoked': [Revocation];
  'principal.changed': [{ key: string }];
  /** `catalog_revision` rose, by whichever process: what is kept of the database in memory may be stale. */
  'revision.changed': [{ revision: number }];
  /** A request for an item is over, well or not. In the way of every call: listeners note it and return. */
  'call.ended': [CallReport];
  /** A change was committed here that the other processes must see. */
  'revision.raised': [];
  /** Another process says that `catalog_revision` rose. */
  'revision.hinted': [];
  /** A client deleted its session, at another process. */
  'session.deleted': [{ nonce: string }];
  /** A request was refused for who sent it: anybody can cause any number of these. */
  'request.refused': [RefusalReport];
  /** An administrative request failed: whoever may make it can cause any number of these. */
  'request.failed': [FailureReport];
  /** The server takes no more requests and lets those in flight end; streams that never end are to be ended. */
  'server.stopping': [];
}

/** Tells this process's modules what changed, without the teller knowing who listens. */
@Injectable()
export class Events {
  private readonly emitter = new EventEmitter<EventMap>().setMaxListeners(100);

  emit<K extends keyof EventMap>(event: K, ...payload: EventMap[K]): void {
    (this.emitter as EventEmitter).emit(event, ...payload);
  }

  /** @returns a function that ends the subscription */
  on<K extends keyof EventMap>(event: K, listener: (...payload: EventMap[K]) => void): () => void {
    (this.emitter as EventEmitter).on(event, listener as (...args: unknown[]) => void);
    return () => (this.emitter as EventEmitter).off(event, listener as (...args: unknown[]) => void);
  }
}
