import { Injectable } from '@nestjs/common';
import type { Configuration } from '../../../api/configurations.js';
import type { ServerDefinition } from '../../../api/servers.js';
import type { SourceFile } from '../../../definitions/files.js';
import { AppError } from '../../common/errors.js';
import { AppConfig } from '../../config/app-config.js';
import { ApplyTransaction } from '../apply-transaction.js';
import { type Applied, ApplyService } from '../apply.service.js';
import { readConfiguration } from '../read-configuration.js';
import { NO_PRUNING, type Pruning } from '../step.js';
import { FolderError, readFolderConfiguration } from './folder-configuration.js';
import type { FolderStatus } from './folder-status.js';
import { keyOf, ManagedDefinitionsRepository } from './managed-definitions.repository.js';
import { Retry } from './retry.js';

/** One server that is slow must not keep the others waiting; when it is asked again it has all the time it needs. */
const PATIENCE_MS = 5_000;

interface Finished {
  applied: Pick<Applied, 'unanswered'>;
  status: FolderStatus;
}

/** Applies what a folder holds. What the folder named before and names no more goes, and nothing else does. */
@Injectable()
export class FolderApply {
  private readonly retry = new Retry();
  /** What is left to do: all of it, or the servers that did not answer. */
  private again: (status: FolderStatus) => Promise<void> = () => Promise.resolve();

  constructor(
    private readonly config: AppConfig,
    private readonly configurations: ApplyService,
    private readonly managed: ManagedDefinitionsRepository,
    private readonly transaction: ApplyTransaction,
  ) {}

  /** Whether something is left to do, and its time has come. */
  get isDue(): boolean {
    return this.retry.isDue;
  }

  tryAgain(status: FolderStatus): Promise<void> {
    return this.again(status);
  }

  /** Never throws for what the files hold. */
  async applyAll(files: readonly SourceFile[], status: FolderStatus): Promise<void> {
    this.retry.succeeded();
    this.again = () => this.applyAll(files, status);
    await this.reporting(status, async () => {
      const folder = this.config.CONFIG_DIR!;
      const variables = this.config.placeholders;
      const { configuration, named } = await readFolderConfiguration(files, { folder, variables });
      const managed = await this.managedKeys();
      // A folder that is not mounted looks like this, and nobody means to lose everything.
      if (named.length === 0 && managed.size > 0) {
        throw new FolderError(['it defines nothing; all stays as it is']);
      }
      const isPruned: Pruning = (type, name) => managed.has(keyOf({ type, name }));
      const applied = await this.apply(configuration, { isPruned, patienceMs: PATIENCE_MS });
      await this.transaction.run(() => this.managed.replace(named));
      status.applied(applied);
      this.finish(configuration.servers ?? [], { applied, status });
    });
  }

  private async managedKeys(): Promise<Set<string>> {
    return new Set((await this.managed.findAll()).map(keyOf));
  }

  private apply(
    configuration: Configuration,
    options: { isPruned: Pruning; patienceMs?: number },
  ): Promise<Applied> {
    return this.configurations.apply(readConfiguration(configuration), { ...options, tolerant: true });
  }

  /** Only those that did not answer are left to do: another process may have applied a newer folder meanwhile. */
  private finish(wanted: readonly ServerDefinition[], { applied, status }: Finished): void {
    const names = new Set(applied.unanswered.map(({ name }) => name));
    const left = wanted.filter(({ name }) => names.has(name));
    if (left.length === 0) return this.retry.succeeded();
    this.retry.failed();
    this.again = () => this.reporting(status, () => this.askAgain(left, status));
  }

  /** Each by itself: one that answers is there before another one has used up its time. */
  private async askAgain(servers: readonly ServerDefinition[], status: FolderStatus): Promise<void> {
    // What another process has taken out of the folder meanwhile must not come back.
    const managed = await this.managedKeys();
    const wanted = servers.filter(({ name }) => managed.has(keyOf({ type: 'server', name })));
    const all = await Promise.all(
      wanted.map((server) => this.apply({ servers: [server] }, { isPruned: NO_PRUNING })),
    );
    const applied = {
      changes: all.flatMap(({ changes }) => changes),
      tokens: [],
      warnings: all.flatMap(({ warnings }) => warnings),
      unanswered: all.flatMap(({ unanswered }) => unanswered),
    };
    status.completed(applied);
    this.finish(wanted, { applied, status });
  }

  /** What a person has to mend is mended in the folder; what may mend itself is tried again. */
  private async reporting(status: FolderStatus, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof FolderError) return status.failed(error.problems);
      this.retry.failed();
      const details = error instanceof AppError ? error.details : [];
      status.failed(details.length > 0 ? details : [(error as Error).message]);
    }
  }
}
