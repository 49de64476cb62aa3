import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ForbiddenError } from '../common/errors.js';
import { Refresher } from '../common/refresher.js';
import { AppConfig } from '../config/app-config.js';
import { ServerConfigRepository } from '../database/server-config.repository.js';
import { Events } from '../events/events.js';

/** Whether the server was initialised for the mode it runs in, by this process or another one. */
@Injectable()
export class ServerState implements OnModuleInit, OnModuleDestroy {
  initialized = false;

  private readonly logger = new Logger(ServerState.name);
  private readonly refresher = new Refresher({
    refresh: () => this.load(),
    onFailure: (error) => this.logger.warn(`server state not read: ${(error as Error).message}`),
    retryMs: 1000,
  });
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly serverConfig: ServerConfigRepository,
    private readonly events: Events,
  ) {}

  get enterprise(): boolean {
    return this.config.SERVER_MODE === 'enterprise';
  }

  onModuleInit(): void {
    this.stopListening = this.events.on('revision.changed', () => {
      if (!this.initialized) this.refresher.request();
    });
  }

  onModuleDestroy(): void {
    this.stopListening?.();
    this.refresher.stop();
  }

  /** @throws ForbiddenError */
  assertInitialized(): void {
    if (this.initialized) return;
    throw new ForbiddenError(
      'the server is not initialized; run "mcpjungle init-server"',
      'server_not_initialized',
    );
  }

  async load(): Promise<void> {
    const { initialized, mode } = await this.serverConfig.get();
    this.initialized = initialized && mode === this.config.SERVER_MODE;
  }
}
