import { rmSync } from 'node:fs';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ConfigError } from '../config/config-error.js';
import { Resealer } from '../secrets/resealer.js';
import { Sealer, UnsealError } from '../secrets/sealer.js';
import { SecretKeys } from '../secrets/secret-keys.js';
import { ServerConfigRepository } from './server-config.repository.js';

const TEXT = 'mcpjungle';
const PURPOSE = { label: 'key-check', context: 'server_config' };

/** Finds out at start, not at the first call, that the secret key is not the one this database was written with. */
@Injectable()
export class KeyCheck implements OnApplicationBootstrap {
  private readonly logger = new Logger(KeyCheck.name);

  constructor(
    private readonly serverConfig: ServerConfigRepository,
    private readonly sealer: Sealer,
    private readonly keys: SecretKeys,
    private readonly resealer: Resealer,
  ) {}

  /** @throws ConfigError when neither the key nor the previous key is that of the database */
  async verify(): Promise<void> {
    const stored = await this.serverConfig.claimKeyCheck(this.sealer.seal(TEXT, PURPOSE));
    try {
      this.sealer.open(stored, PURPOSE);
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
      throw new ConfigError(this.explain());
    }
  }

  /** When every module is there and nobody is served yet. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.keys.previous) return;
    await this.resealer.resealAll();
    // Last: until everything is sealed anew the previous key is needed, and its check says so.
    await this.serverConfig.setKeyCheck(this.sealer.seal(TEXT, PURPOSE));
    this.logger.log(
      'everything sealed is sealed with the current SECRET_KEY; SECRET_KEY_PREVIOUS is still needed for access tokens that were not used since',
    );
  }

  private explain(): string {
    const file = this.keys.createdFile;
    if (file === undefined) {
      return 'SECRET_KEY is not the key this database was written with; set that one, or set it as SECRET_KEY_PREVIOUS beside a new SECRET_KEY';
    }
    rmSync(file, { force: true });
    return `the key this database was written with is gone: put "${file}" back, or set SECRET_KEY to it`;
  }
}
