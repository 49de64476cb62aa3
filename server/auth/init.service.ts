import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { InitRequest } from '../../api/system.js';
import { AlreadyInitializedError, InvalidError } from '../common/errors.js';
import { AppConfig } from '../config/app-config.js';
import { ConfigError } from '../config/config-error.js';
import { ServerConfigRepository } from '../database/server-config.repository.js';
import { AdminAccount } from './admin-account.js';
import { ServerState } from './server-state.js';

/** Initialises the server: development by itself, enterprise by `POST /init` or from ADMIN_ACCESS_TOKEN. */
@Injectable()
export class InitService implements OnModuleInit {
  private readonly logger = new Logger(InitService.name);

  constructor(
    private readonly config: AppConfig,
    private readonly state: ServerState,
    private readonly serverConfig: ServerConfigRepository,
    private readonly admin: AdminAccount,
  ) {}

  /** @throws ConfigError when this start cannot be, with one line that says why */
  async onModuleInit(): Promise<void> {
    if (this.state.enterprise) await this.startEnterprise();
    else await this.startDevelopment();
  }

  /**
   * @returns the admin's token
   * @throws AlreadyInitializedError: of many requests at once exactly one gets through
   * @throws InvalidError when `mode` is not the mode the server runs in
   */
  async initialize({ mode }: InitRequest): Promise<string> {
    if (!this.state.enterprise && mode === 'development') {
      throw new AlreadyInitializedError('development mode initializes itself');
    }
    if (!this.state.enterprise) {
      throw new InvalidError(
        'the server runs in development mode, which needs no initialization; start it with --enterprise',
      );
    }
    if (mode === 'development') {
      throw new InvalidError('the server runs in enterprise mode; initialize it with the mode "enterprise"');
    }
    return this.becomeEnterprise();
  }

  private async startDevelopment(): Promise<void> {
    await this.serverConfig.initialize('development');
    await this.state.load();
    if (!this.state.initialized) {
      throw new ConfigError(
        'the database was initialized in enterprise mode and cannot be started in development mode; start with --enterprise or name another database',
      );
    }
  }

  private async startEnterprise(): Promise<void> {
    await this.state.load();
    const { ADMIN_ACCESS_TOKEN: token, RESET_ADMIN: reset } = this.config;
    if (reset && token === undefined) {
      throw new ConfigError('RESET_ADMIN is set and ADMIN_ACCESS_TOKEN is not; it takes the new token');
    }
    if (token === undefined) return;
    if (!this.state.initialized) await this.initializeUnlessDone(token);
    else if (reset) {
      await this.admin.reset(token);
      this.logger.warn("the admin's token was replaced, as RESET_ADMIN asks; unset it now");
    }
  }

  /** Replicas that start together all try. */
  private async initializeUnlessDone(token: string): Promise<void> {
    try {
      await this.becomeEnterprise(token);
      this.logger.log('initialized in enterprise mode with ADMIN_ACCESS_TOKEN');
    } catch (error) {
      if (!(error instanceof AlreadyInitializedError)) throw error;
      await this.state.load();
    }
  }

  private async becomeEnterprise(token?: string): Promise<string> {
    const issued = await this.admin.create({ token, claim: () => this.claim() });
    this.state.initialized = true;
    return issued;
  }

  private async claim(): Promise<void> {
    const claimed =
      (await this.serverConfig.initialize('enterprise')) || (await this.serverConfig.upgradeToEnterprise());
    if (!claimed) throw new AlreadyInitializedError('the server is initialized already');
  }
}
