import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { soon } from '../../common/soon.js';
import { McpSessionsRepository } from './mcp-sessions.repository.js';
import { IDLE_LIMIT_MS, type Session, USE_NOTED_MS } from './session.js';

/** A call waits no longer for what is stored of its session: a database that is away must not stop it. */
const RESTORE_TIMEOUT_MS = 1000;
const PRUNE_MS = 3_600_000;
/** Later than this, what is noted of uses says that a session is over. */
const FORGOTTEN_MS = IDLE_LIMIT_MS + USE_NOTED_MS;

/** Keeps what clients set in their sessions, and that they use them, over a restart. Nothing waits for what is written. */
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

  /** Gives a session that began before this process, or elsewhere, what was set in it, or its end. Never fails. */
  async restore(session: Session, nowMs: number): Promise<void> {
    await soon(this.read(session, nowMs), RESTORE_TIMEOUT_MS);
  }

  private async read(session: Session, nowMs: number): Promise<void> {
    try {
      const row = await this.rows.find(session.nonce);
      const usedAtMs = row?.changedAt.getTime() ?? session.issuedAtMs;
      if (row?.deletedAt || nowMs - usedAtMs > FORGOTTEN_MS) session.hasEnded = true;
      if (!row) return;
      session.useNotedAtMs = usedAtMs;
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

  private writeOne({ nonce, caller, uris, hasEnded, isDeleted, lastUsedAtMs }: Session): Promise<void> {
    if (isDeleted) return this.rows.put(nonce, endedAt(new Date()));
    if (hasEnded) return this.rows.delete(nonce);
    return this.rows.put(nonce, {
      logLevel: caller.logLevel ?? null,
      subscriptions: JSON.stringify([...uris]),
      changedAt: new Date(lastUsedAtMs),
    });
  }

  /** No process serves sessions any more that were last used so long ago. */
  private async prune(): Promise<void> {
    await this.rows
      .deleteOlderThan(new Date(Date.now() - FORGOTTEN_MS))
      .catch((error: Error) => this.logger.warn(`old sessions were not deleted: ${error.message}`));
  }
}

/** Of a session that is over only that is kept, for as long as its id could come again. */
function endedAt(at: Date) {
  return { logLevel: null, subscriptions: '[]', upstreamSessions: null, deletedAt: at, changedAt: at };
}
