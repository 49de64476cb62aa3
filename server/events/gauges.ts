import { Injectable } from '@nestjs/common';

/** What modules let be read of their state, and by which labels it is told apart. */
export interface GaugeLabels {
  /** Sessions of clients that this process knows. */
  sessions: undefined;
  /** Streams that clients keep open; `kind`: of sessions, or of modern clients that listen. */
  streams: 'kind';
  /** Calls that are being worked on. */
  calls_in_flight: 'era';
  /** Calls that wait for a modern client to come back with its answers. */
  parked_calls: undefined;
  /** Sessions with an upstream, those being opened included. */
  upstream_sessions: 'server' | 'transport';
  /** Programs that run for a stdio server, spares included. */
  upstream_processes: 'server';
  /** 1 when a server answered when it was last asked, 0 when not; absent before. */
  upstream_healthy: 'server';
  /** Circuit breaker of a server: 0 closed, 1 half open, 2 open. */
  upstream_breaker: 'server';
  /** What the catalogue holds. */
  catalog_items: 'kind';
  /** When this process took over the catalogue it has; seconds since 1970. */
  catalog_loaded_at: undefined;
  /** When a server was last asked for what it offers; seconds since 1970. */
  server_discovered_at: 'server';
  /** Audit events that wait to be written. */
  audit_queue: undefined;
  /** Audit events that were never written, since this process started; it only rises. */
  audit_dropped: undefined;
}

export type GaugeName = keyof GaugeLabels;

/** A number, and what it is of. */
export interface Reading {
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** Typed by the labels that a gauge has. */
export interface ReadingOf<L extends string> extends Reading {
  readonly labels: Readonly<Record<L, string>>;
}

type Read<L extends string | undefined> = L extends string ? () => readonly ReadingOf<L>[] : () => number;

/**
 * Lets whoever watches over this process read the state of its modules, without either knowing the other.
 * Nothing is counted meanwhile: a reading is taken when somebody asks.
 */
@Injectable()
export class Gauges {
  private readonly reads = new Map<GaugeName, () => readonly Reading[] | number>();

  /** Once for each gauge. */
  offer<K extends GaugeName>(name: K, read: Read<GaugeLabels[K]>): void {
    this.reads.set(name, read);
  }

  /** @returns nothing where nobody offers it */
  read(name: GaugeName): readonly Reading[] {
    const value = this.reads.get(name)?.() ?? [];
    return typeof value === 'number' ? [{ value, labels: {} }] : value;
  }
}
