import { Injectable } from '@nestjs/common';
import type { ReadinessPart } from '../../api/system.js';
import { Bus } from '../bus/bus.js';
import { ConfigFolder } from '../configurations/folder/config-folder.service.js';

const UNAPPLIED = 'what CONFIG_DIR holds now is not applied; "mcpjungle status" says why';

/** Not among what has to work: all replicas have them in common, and were all unready, nobody would be served. */
@Injectable()
export class SideParts {
  constructor(
    private readonly bus: Bus,
    private readonly folder: ConfigFolder,
  ) {}

  check(): Record<string, ReadinessPart> {
    return { 'event bus': this.eventBus(), ...this.configurationFolder() };
  }

  private eventBus(): ReadinessPart {
    const { outage } = this.bus;
    return outage === undefined ? { status: 'up' } : { status: 'degraded', message: outage };
  }

  /** Anybody may ask: what is wrong is told to users. */
  private configurationFolder(): Record<string, ReadinessPart> {
    const { folder, problems } = this.folder.view;
    if (folder === null) return {};
    const part: ReadinessPart =
      problems.length === 0 ? { status: 'up' } : { status: 'degraded', message: UNAPPLIED };
    return { 'configuration folder': part };
  }
}
