import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Refresher } from '../common/refresher.js';
import { Database } from '../database/database.js';
import { Events } from '../events/events.js';
import type { UpstreamCredentials } from '../upstream/credentials.js';
import type { HttpTarget, UpstreamTarget } from '../upstream/upstream.js';
import { type Content, shownContent } from './content.js';
import { CredentialRenewal } from './credential-renewal.js';
import { CredentialVault, type Held } from './credential-vault.js';
import { HeldCredentials } from './held-credentials.js';
import { Holders, SHARED } from './holders.js';
import type { CredentialMark } from './upstream-credentials.repository.js';

/** Whose credential it is, and at which server. */
export interface Account {
  readonly serverId: number;
  /** The server's name. */
  readonly server: string;
  readonly holder: string;
}

type Mark = Pick<CredentialMark, 'version' | 'needsSignIn'>;

/**
 * Knows of every credential that it is there, and which version of it counts; what it holds is read when it is
 * first used. So calls wait for the database only when somebody has signed in, or a grant was renewed.
 */
@Injectable()
export class CredentialBook implements OnModuleInit, OnModuleDestroy {
  private marks = new Map<string, Mark>();
  /** Rises with every change of this process: what was read before it may lack it. */
  private changes = 0;
  private readonly logger = new Logger(CredentialBook.name);
  private readonly refresher = new Refresher({
    refresh: () => this.load(),
    onFailure: (error) => this.logger.warn(`credentials not read: ${(error as Error).message}`),
    retryMs: 1000,
  });
  private stopListening = () => {};

  constructor(
    private readonly vault: CredentialVault,
    private readonly renewal: CredentialRenewal,
    private readonly holders: Holders,
    private readonly database: Database,
    private readonly events: Events,
  ) {}

  async onModuleInit(): Promise<void> {
    this.stopListening = this.events.on('revision.changed', () => this.refresher.request());
    await this.load();
  }

  onModuleDestroy(): void {
    this.stopListening();
    this.refresher.stop();
  }

  has(serverId: number, holder: string): boolean {
    return this.marks.has(keyOf(serverId, holder));
  }

  /** Whether what is held was good once, and is no longer. */
  needsSignIn(serverId: number, holder: string): boolean {
    return this.marks.get(keyOf(serverId, holder))?.needsSignIn ?? false;
  }

  /** What the holder has or had at a server, as it is stored; undefined where that is nothing for this URL. */
  async stored(serverId: number, holder: string, { url }: HttpTarget): Promise<Held | undefined> {
    const held = await this.vault.find({ serverId, holder });
    return held?.content.url === url.href ? held : undefined;
  }

  /** What all callers use; undefined where there is nothing, or everyone has their own. */
  shared(serverId: number, target: UpstreamTarget): UpstreamCredentials | undefined {
    if (target.transport === 'stdio' || target.auth === 'per_user') return undefined;
    return this.has(serverId, SHARED) ? this.for(serverId, SHARED, target) : undefined;
  }

  /** For as long as the server is reached in the same way. */
  for(serverId: number, holder: string, target: HttpTarget): UpstreamCredentials {
    const key = keyOf(serverId, holder);
    const { vault, renewal } = this;
    return new HeldCredentials({
      place: { serverId, holder },
      target,
      vault,
      renewal,
      currentVersion: () => this.marks.get(key)?.version,
      onFound: (version) => this.note(key, { version, needsSignIn: false }),
      onLost: () => this.request(),
    });
  }

  /** Within somebody's transaction it counts when that is done. */
  put(account: Account & { begunBy?: string }, content: Content): Promise<void> {
    return this.database.change(async () => {
      const before = await this.vault.find(account);
      const mark = await this.vault.put(account, content);
      const { server, holder, begunBy } = account;
      this.database.note({
        action: content.kind === 'grant' ? 'sign_in.complete' : 'credential.set',
        target: this.holders.accountOf(holder, server),
        server,
        before: before && shownContent(before.content),
        after: shownContent(content),
        details: { begun_by: begunBy },
      });
      this.database.afterCommit(() => this.change(account, mark));
    });
  }

  /** It need not be there. */
  remove(account: Account): Promise<void> {
    return this.database.change(async () => {
      const before = await this.vault.find(account);
      if (!(await this.vault.delete(account))) return;
      const { server, holder } = account;
      this.database.note({
        action: 'credential.delete',
        target: this.holders.accountOf(holder, server),
        server,
        before: before && shownContent(before.content),
      });
      this.database.afterCommit(() => this.change(account, undefined));
    });
  }

  private request(): void {
    this.refresher.request();
  }

  private change({ serverId, holder }: Account, mark: Mark | undefined): void {
    const key = keyOf(serverId, holder);
    if (mark) this.note(key, mark);
    else this.marks.delete(key);
    this.changes++;
    this.events.emit('credentials.changed', { serverId, holder });
  }

  private note(key: string, mark: Mark): void {
    this.marks.set(key, mark);
    this.changes++;
  }

  private async load(): Promise<void> {
    let changes: number;
    let rows: CredentialMark[];
    do {
      changes = this.changes;
      rows = await this.vault.marks();
    } while (changes !== this.changes);
    const before = this.marks;
    this.marks = new Map(rows.map((row) => [keyOf(row.serverId, row.holder), row]));
    for (const key of new Set([...before.keys(), ...this.marks.keys()])) {
      if (before.has(key) !== this.marks.has(key)) this.events.emit('credentials.changed', placeOf(key));
    }
  }
}

function keyOf(serverId: number, holder: string): string {
  return `${serverId} ${holder}`;
}

function placeOf(key: string): { serverId: number; holder: string } {
  const [serverId = '', holder = ''] = key.split(' ');
  return { serverId: Number(serverId), holder };
}
