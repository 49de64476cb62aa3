import { setTimeout as sleep } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import type { FolderStatusView } from '../../../api/configurations.js';
import { ServerState } from '../../auth/server-state.js';
import { AppConfig } from '../../config/app-config.js';
import { Events } from '../../events/events.js';
import { FolderApply } from './folder-apply.service.js';
import { readFolder, type FolderContent } from './folder-content.js';
import { FolderStatus } from './folder-status.js';
import { FolderWatch } from './folder-watch.js';

/** How often the folder is looked at where nothing tells of changes. */
const POLL_MS = 3_000;
/** A folder counts when it was the same twice, this long apart: files are written one after the other. */
const SETTLE_MS = 250;
/** What is being applied when the server stops may end. */
const STOP_TIMEOUT_MS = 5_000;

/** Keeps the server in step with the folder that `CONFIG_DIR` names. */
@Injectable()
export class ConfigFolder implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly status = new FolderStatus(new Logger('CONFIG_DIR'));
  private readonly watch: FolderWatch;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private stopped = false;
  private stopListening = () => {};
  /** The content that was last seen, and the one that was last applied or found wrong. */
  private seen = '';
  private handled = '';

  constructor(
    private readonly config: AppConfig,
    private readonly state: ServerState,
    private readonly events: Events,
    private readonly work: FolderApply,
  ) {
    this.watch = new FolderWatch(this.config.CONFIG_DIR ?? '', () => this.schedule(SETTLE_MS));
  }

  get view(): FolderStatusView {
    return { folder: this.config.CONFIG_DIR ?? null, ...this.status.view };
  }

  onModuleInit(): void {
    this.stopListening = this.events.on('server.stopping', () => this.stop());
  }

  /** Nobody waits for it: servers of the folder that do not answer hold up no start. */
  onApplicationBootstrap(): void {
    if (this.config.CONFIG_DIR !== undefined) this.schedule(0);
  }

  async onModuleDestroy(): Promise<void> {
    this.stop();
    await Promise.race([this.looking, sleep(STOP_TIMEOUT_MS, undefined, { ref: false })]);
  }

  private stop(): void {
    this.stopped = true;
    this.stopListening();
    clearTimeout(this.timer);
    this.watch.close();
  }

  private schedule(delayMs: number): void {
    if (this.stopped || this.looking !== undefined) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tick(), delayMs);
  }

  private tick(): void {
    let nextMs = POLL_MS;
    this.looking = this.look()
      .then((isSettled) => void (nextMs = isSettled ? POLL_MS : SETTLE_MS))
      .catch((error: unknown) => this.stopped || this.status.failed([(error as Error).message]))
      .then(() => {
        this.looking = undefined;
        this.schedule(nextMs);
      });
  }

  /** @returns false when the folder has just changed and is to be looked at again soon */
  private async look(): Promise<boolean> {
    // Whoever initialises an enterprise server becomes its first admin; until then nobody is to be made.
    if (!this.state.initialized) return true;
    this.watch.listen();
    const content = await this.read();
    if (content === undefined) return true;
    const isNew = content.digest !== this.seen;
    this.seen = content.digest;
    if (isNew) return false;
    if (content.digest !== this.handled) {
      this.handled = content.digest;
      await this.work.applyAll(content.files, this.status);
    } else if (this.work.isDue) {
      await this.work.tryAgain(this.status);
    }
    return true;
  }

  /** A folder that cannot be read is as if nothing had changed; when it can be again it is applied anew. */
  private async read(): Promise<FolderContent | undefined> {
    try {
      return await readFolder(this.config.CONFIG_DIR!);
    } catch (error) {
      this.seen = this.handled = '';
      this.status.failed([`cannot be read: ${(error as Error).message}`]);
      return undefined;
    }
  }
}
