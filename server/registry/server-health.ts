import { Injectable } from '@nestjs/common';
import type { ServerHealth } from '../../api/servers.js';

/** What is known of one server from what it was asked; times in milliseconds since 1970. */
export class HealthRecord {
  state: ServerHealth = 'unknown';
  /** Requests that it answered, or failed to, since this process reaches it. */
  calls = 0;
  lastSuccessAtMs: number | undefined;
  lastFailure: { readonly atMs: number; readonly message: string } | undefined;

  answered(): void {
    this.state = 'healthy';
    this.lastSuccessAtMs = Date.now();
  }

  /** A request failed of a server that answers others. @param message without secrets */
  missed(message: string): void {
    this.lastFailure = { atMs: Date.now(), message };
  }

  /** When it was last heard of, well or not. */
  get heardAtMs(): number {
    return Math.max(this.lastSuccessAtMs ?? 0, this.lastFailure?.atMs ?? 0);
  }

  /** @param message without secrets */
  failed(message: string): void {
    this.state = 'unhealthy';
    this.missed(message);
  }
}

/** Remembers of each server how it answered when it was last asked. */
@Injectable()
export class ServerHealthBook {
  private readonly records = new Map<string, HealthRecord>();

  /** Whoever holds it may note how a request ended. */
  of(server: string): HealthRecord {
    let record = this.records.get(server);
    if (!record) {
      record = new HealthRecord();
      this.records.set(server, record);
    }
    return record;
  }

  /** It is another server from now on, or none. */
  forget(server: string): void {
    this.records.delete(server);
  }

  /** Forgets every other server. */
  retain(servers: { has(name: string): boolean }): void {
    for (const name of this.records.keys()) if (!servers.has(name)) this.records.delete(name);
  }
}
