import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { McpSessionsRepository } from './mcp-sessions.repository.js';
import { type Session, UNSEEN_LIMIT_MS } from './session.js';

/** A call waits no longer for what is stored of its session: a database that is away must not stop it. */
const RESTORE_TIMEOUT_MS = 1000;
const PRUNE_MS = 24 * 3_600_000;

/** Keeps what clients set in their sessions over a restart. Nothing waits for what is written. */
@Injectable()
export class SessionStates implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SessionStates.name);
  private readonly changed = new Set<Session>();
  private writing: Promise<void> | undefined;
  private readonly pruner = setInterval(() => void this.prune(), PRUNE_MS).unref();

  constructor(private readonly rows: McpSessionsRepository) {}

  onApplicationBootstrap(): void {
    void this.prune();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.pruner);
    await this.writing;
  }

  /** What the session holds now is written soon; nothing, once it has ended. */
  note(session: Session): void {
    this.changed.add(session);
    this.writing ??= this.write().finally(() => (this.writing = undefined));
  }

  /** Gives a session that began before this process, or elsewhere, what was set in it. Never fails. */
  async restore(session: Session): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, RESTORE_TIMEOUT_MS);
    });
    await Promise.race([this.read(session), timeout]);
    clearTimeout(timer);
  }

  private async read(session: Session): Promise<void> {
    try {
      const row = await this.rows.find(session.nonce);
      if (!row) return;
      if (row.logLevel !== null) session.caller = { ...session.caller, logLevel: row.logLevel };
      for (const uri of JSON.parse(row.subscriptions) as string[]) session.uris.add(uri);
    } catch (error) {
      this.logger.warn(`what a session had set was not read: ${(error as Error).message}`);
    }
  }

  private async write(): Promise<void> {
    // Changes come in bursts, and the client's answer goes first.
    await new Promise(setImmediate);
    for (const session of this.changed) {
      this.changed.delete(session);
      try {
        await this.writeOne(session);
      } catch (error) {
        this.logger.warn(`what a session set was not stored: ${(error as Error).message}`);
      }
    }
  }

  private writeOne({ nonce, caller, uris, hasEnded }: Session): Promise<void> {
    if (hasEnded || (caller.logLevel === undefined && uris.size === 0)) return this.rows.delete(nonce);
    return this.rows.put({
      nonce,
      logLevel: caller.logLevel ?? null,
      subscriptions: JSON.stringify([...uris]),
      changedAt: new Date(),
    });
  }

  /** Sessions of this age are served by no process any more that does not know them. */
  private async prune(): Promise<void> {
    await this.rows
      .deleteOlderThan(new Date(Date.now() - UNSEEN_LIMIT_MS))
      .catch((error: Error) => this.logger.warn(`old sessions were not deleted: ${error.message}`));
  }
}
