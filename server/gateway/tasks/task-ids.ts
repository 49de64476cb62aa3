import { Injectable } from '@nestjs/common';
import { Sealer } from '../../secrets/sealer.js';
import { openSealed } from '../sealed-text.js';

/** A task where it is. */
export interface TaskOrigin {
  readonly serverId: number;
  /** The tool that was called, by its server's own name. */
  readonly tool: string;
  /** The server's own id of it. */
  readonly task: string;
}

/**
 * The ids of tasks as clients know them: sealed, so that no client can make one, or use another's; any process
 * can read them, also after a restart.
 */
@Injectable()
export class TaskIds {
  constructor(private readonly sealer: Sealer) {}

  issue(principalKey: string, { serverId, tool, task }: TaskOrigin): string {
    return this.sealer.seal(JSON.stringify([serverId, tool, task]), purposeOf(principalKey));
  }

  /** @returns undefined when the id was not made here for this principal */
  read(principalKey: string, id: string): TaskOrigin | undefined {
    const opened = openSealed(this.sealer, id, purposeOf(principalKey));
    if (opened === undefined) return undefined;
    const [serverId, tool, task] = JSON.parse(opened) as [number, string, string];
    return { serverId, tool, task };
  }
}

function purposeOf(principalKey: string) {
  return { label: 'task', context: principalKey };
}
