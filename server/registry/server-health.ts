import { Injectable } from '@nestjs/common';
import type { ServerHealth } from '../../api/servers.js';

/** Remembers of each server whether it answered when it was last asked. */
@Injectable()
export class ServerHealthBook {
  private readonly answered = new Map<string, boolean>();

  note(server: string, answered: boolean): void {
    this.answered.set(server, answered);
  }

  forget(server: string): void {
    this.answered.delete(server);
  }

  /** Forgets every other server. */
  retain(servers: { has(name: string): boolean }): void {
    for (const name of this.answered.keys()) if (!servers.has(name)) this.answered.delete(name);
  }

  of(server: string): ServerHealth {
    const answered = this.answered.get(server);
    return answered === undefined ? 'unknown' : answered ? 'healthy' : 'unhealthy';
  }
}
