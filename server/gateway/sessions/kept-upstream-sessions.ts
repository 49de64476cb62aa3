import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { soon } from '../../common/soon.js';
import { Sealer } from '../../secrets/sealer.js';
import type { KeptSession, KeptSessions } from '../../upstream/kept-sessions.js';
import { openSealed } from '../sealed-text.js';
import { McpSessionsRepository } from './mcp-sessions.repository.js';

/** A call waits no longer: a database that is away must not stop it. */
const READ_TIMEOUT_MS = 1000;

/** More, and the database does not keep up: those sessions end with this process. */
const MAX_QUEUED = 1000;

type ByServer = Record<string, KeptSession>;

/**
 * The ids of sessions with `stateful` servers, sealed, in the row of the downstream session: so that another process, or this one
 * after a restart, goes on where they are.
 */
@Injectable()
export class KeptUpstreamSessions implements OnModuleDestroy {
  private readonly logger = new Logger(KeptUpstreamSessions.name);
  /** One after the other, so that what comes later counts. */
  private writing: Promise<void> = Promise.resolve();
  private queued = 0;

  constructor(
    private readonly rows: McpSessionsRepository,
    private readonly sealer: Sealer,
  ) {}

  async onModuleDestroy(): Promise<void> {
    await this.writing;
  }

  /** @param nonce of the downstream session */
  of(nonce: string): KeptSessions {
    return {
      get: async (server) => (await soon(this.read(nonce), READ_TIMEOUT_MS))?.[server],
      put: (server, session) => this.change(nonce, (kept) => ({ ...kept, [server]: session })),
      forget: (server, id) =>
        this.change(nonce, ({ [server]: last, ...others }) => (last?.id === id ? others : undefined)),
    };
  }

  private async read(nonce: string): Promise<ByServer | undefined> {
    try {
      await this.writing;
      const row = await this.rows.find(nonce);
      return this.open(nonce, row?.upstreamSessions);
    } catch (error) {
      this.logger.warn(`sessions with servers were not read: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** @param changed undefined: nothing is to be changed */
  private change(nonce: string, changed: (kept: ByServer) => ByServer | undefined): void {
    if (this.queued >= MAX_QUEUED) return;
    this.queued++;
    this.writing = this.writing.then(async () => {
      await this.write(nonce, changed);
      this.queued--;
    });
  }

  private async write(nonce: string, changed: (kept: ByServer) => ByServer | undefined): Promise<void> {
    try {
      await this.rows.change(nonce, (row) => {
        const kept = row?.deletedAt ? undefined : changed(this.open(nonce, row?.upstreamSessions));
        const changedAt = row?.changedAt ?? new Date();
        return kept && { upstreamSessions: this.seal(nonce, kept), changedAt };
      });
    } catch (error) {
      this.logger.warn(`sessions with servers were not stored: ${(error as Error).message}`);
    }
  }

  private seal(nonce: string, kept: ByServer): string | null {
    return Object.keys(kept).length === 0 ? null : this.sealer.seal(JSON.stringify(kept), purposeOf(nonce));
  }

  /** What another SECRET_KEY sealed is lost. */
  private open(nonce: string, sealed: string | null | undefined): ByServer {
    const text = sealed ? openSealed(this.sealer, sealed, purposeOf(nonce)) : undefined;
    return text === undefined ? {} : (JSON.parse(text) as ByServer);
  }
}

function purposeOf(nonce: string) {
  return { label: 'upstream-session', context: `mcp_sessions:${nonce}` };
}
