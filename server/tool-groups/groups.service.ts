import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { KnownGroups } from '../common/known-groups.js';
import { Refresher } from '../common/refresher.js';
import { Events } from '../events/events.js';
import { Group } from './group.js';
import { ToolGroupsRepository } from './tool-groups.repository.js';

/** Every group by name, at one moment. Never changed: a new one takes its place. */
export type GroupsSnapshot = ReadonlyMap<string, Group>;

/** Every group in memory, so that no list and no call waits for the database. */
@Injectable()
export class Groups extends KnownGroups implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(Groups.name);
  private readonly refresher = new Refresher({
    refresh: () => this.reload(),
    onFailure: (error) => this.logger.warn(`the groups stay as they were: ${(error as Error).message}`),
    retryMs: 1000,
  });
  private current: GroupsSnapshot = new Map();
  private digest = '[]';
  private running: Promise<unknown> = Promise.resolve();
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly groups: ToolGroupsRepository,
    private readonly events: Events,
  ) {
    super();
  }

  override has(name: string): boolean {
    return this.current.has(name);
  }

  /** The same object as long as no group changes. */
  get snapshot(): GroupsSnapshot {
    return this.current;
  }

  async onModuleInit(): Promise<void> {
    this.stopListening = this.events.on('revision.changed', () => this.refresher.request());
    await this.reload();
  }

  onModuleDestroy(): void {
    this.stopListening?.();
    this.refresher.stop();
  }

  /** Takes over what the database holds now. @throws DatabaseUnavailableError: what was known stays */
  reload(): Promise<void> {
    const turn = this.running.then(() => this.load());
    this.running = turn.catch(() => undefined);
    return turn;
  }

  /** The revision rises for other changes too: where nothing differs, the snapshot stays. */
  private async load(): Promise<void> {
    const definitions = await this.groups.findAll();
    const digest = JSON.stringify(definitions);
    if (digest === this.digest) return;
    this.current = new Map(definitions.map((definition) => [definition.name, new Group(definition)]));
    this.digest = digest;
    this.events.emit('groups.changed');
  }
}
