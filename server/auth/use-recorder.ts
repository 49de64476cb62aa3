import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { Identity } from '../common/identities.js';
import { Database } from '../database/database.js';
import { McpClientsRepository } from '../mcp-clients/mcp-clients.repository.js';
import { UsersRepository } from '../users/users.repository.js';

/** When a token was last used is kept to the minute. */
const INTERVAL_MS = 60_000;
/** Uses within this time are written in one transaction. */
const BATCH_MS = 1_000;

interface PendingUse {
  identity: Identity;
  at: Date;
  /** The token is stored by its hash under the previous key, and is to be by that under the current one. */
  rehash?: { from: string; to: string };
}

/** Writes down when tokens were last used: at most once a minute each, in batches, off the path of the call. */
@Injectable()
export class UseRecorder implements BeforeApplicationShutdown {
  private readonly logger = new Logger(UseRecorder.name);
  private readonly recordedAtMs = new Map<string, number>();
  private readonly pending = new Map<string, PendingUse>();
  private timer: NodeJS.Timeout | undefined;
  private writing = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly clients: McpClientsRepository,
  ) {}

  record(identity: Identity, nowMs: number): void {
    const { key } = identity.principal;
    const lastMs = this.recordedAtMs.get(key) ?? identity.lastUsedAt?.getTime() ?? 0;
    if (nowMs - lastMs < INTERVAL_MS) return;
    this.recordedAtMs.set(key, nowMs);
    this.add({ identity, at: new Date(nowMs) });
  }

  /** The secret key was changed: a token that proves to be good is stored under the new one. */
  rehash(identity: Identity, to: string): void {
    this.add({ identity, at: new Date(), rehash: { from: identity.tokenHash, to } });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.writing;
    this.flush();
    await this.writing;
  }

  private add(use: PendingUse): void {
    const { key } = use.identity.principal;
    this.pending.set(key, { ...this.pending.get(key), ...use });
    this.timer ??= setTimeout(() => this.flush(), BATCH_MS).unref();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const uses = [...this.pending.values()];
    this.pending.clear();
    this.forgetOld();
    if (uses.length > 0) this.writing = this.writeAll(uses);
  }

  private async writeAll(uses: PendingUse[]): Promise<void> {
    try {
      await this.database.transaction(async () => {
        for (const use of uses) await this.write(use);
      });
    } catch (error) {
      // The next use says it again.
      this.logger.warn(`last use of ${uses.length} tokens not recorded: ${(error as Error).message}`);
    }
  }

  private async write({ identity, at, rehash }: PendingUse): Promise<void> {
    const { id, kind } = identity.principal;
    const repository = kind === 'user' ? this.users : this.clients;
    await repository.recordUse(id!, at);
    if (rehash) await repository.rehash(id!, rehash);
  }

  /** What is older than the interval no longer holds anything back. */
  private forgetOld(): void {
    const limitMs = Date.now() - INTERVAL_MS;
    for (const [key, atMs] of this.recordedAtMs) if (atMs < limitMs) this.recordedAtMs.delete(key);
  }
}
