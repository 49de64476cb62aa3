import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';

/** What can change while the server runs, and what a listener is told of it. */
export interface EventMap {
  /** The catalogue snapshot was replaced. */
  'catalog.changed': [{ version: number }];
  /** A registered server says, or its silence may hide, that it offers something else now. */
  'server.changed': [{ name: string }];
  /** The token of this principal is no longer good, or its grants are others now. */
  'principal.revoked': [{ key: string }];
  'principal.changed': [{ key: string }];
  /** `catalog_revision` rose, by whichever process: what is kept of the database in memory may be stale. */
  'revision.changed': [{ revision: number }];
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
