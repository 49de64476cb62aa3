import {
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { Bus } from '../../bus/bus.js';
import { RecentMap } from '../../common/recent-map.js';
import { AppConfig } from '../../config/app-config.js';
import { Events } from '../../events/events.js';
import { McpSessionsRepository } from './mcp-sessions.repository.js';
import type { Session } from './session.js';
import { SessionStates } from './session-states.js';

/** Longer than a deletion takes to be written, and than clocks of replicas differ. */
const LOOK_BACK_MS = 60_000;
/** More at a time are met one by one, when a client comes with one. */
const MAX_AT_ONCE = 1000;

/**
 * Sessions that their clients deleted: no process is to serve them any longer. Others learn it by the bus at once, and by the
 * table soon.
 */
@Injectable()
export class SessionDeletions implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly told = new RecentMap<string, true>(2 * MAX_AT_ONCE);
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly events: Events,
    private readonly states: SessionStates,
    private readonly rows: McpSessionsRepository,
    private readonly config: AppConfig,
  ) {}

  onModuleInit(): void {
    this.bus.onAnnounced('session.ended', ({ nonce }) => this.hear(nonce));
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.look(), this.config.CHANGE_POLL_MS);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  tell(session: Session): void {
    this.told.set(session.nonce, true);
    session.isDeleted = true;
    this.states.note(session);
    this.bus.announce('session.ended', { nonce: session.nonce });
  }

  private look(): void {
    this.looking ??= this.read().finally(() => (this.looking = undefined));
  }

  private async read(): Promise<void> {
    try {
      const since = new Date(Date.now() - LOOK_BACK_MS);
      for (const nonce of await this.rows.deletedSince(since, MAX_AT_ONCE)) this.hear(nonce);
    } catch {
      // Whoever watches the database says that it is away.
    }
  }

  private hear(nonce: string): void {
    if (this.told.get(nonce)) return;
    this.told.set(nonce, true);
    this.events.emit('session.deleted', { nonce });
  }
}
