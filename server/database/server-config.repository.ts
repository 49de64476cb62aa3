import { Injectable } from '@nestjs/common';
import type { ServerMode } from '../../api/system.js';
import { IsNull } from 'typeorm';
import { Database } from './database.js';
import { ServerConfig } from './server-config.entity.js';

const ONLY = { id: 1 };

/** What the first initialisation fixed, and the check of the secret key. */
@Injectable()
export class ServerConfigRepository {
  constructor(private readonly database: Database) {}

  get(): Promise<ServerConfig> {
    return this.database.read((manager) => manager.findOneByOrFail(ServerConfig, ONLY));
  }

  /** Within a transaction, and first of all in it: until its end no other process gets beyond this. */
  async lock(): Promise<void> {
    await this.database.transaction((manager) => manager.update(ServerConfig, ONLY, { mode: () => 'mode' }));
  }

  /** @returns false when it was initialised already; of many at once exactly one gets true */
  async initialize(mode: ServerMode): Promise<boolean> {
    const { affected } = await this.database.transaction((manager) =>
      manager.update(ServerConfig, { ...ONLY, initialized: false }, { mode, initialized: true }),
    );
    return affected === 1;
  }

  /** A database of development mode becomes one of enterprise mode. @returns false when it was not one */
  async upgradeToEnterprise(): Promise<boolean> {
    const { affected } = await this.database.transaction((manager) =>
      manager.update(
        ServerConfig,
        { ...ONLY, initialized: true, mode: 'development' },
        { mode: 'enterprise' },
      ),
    );
    return affected === 1;
  }

  /** @returns the key check that is stored: this one, if there was none */
  claimKeyCheck(keyCheck: string): Promise<string> {
    return this.database.transaction(async (manager) => {
      await manager.update(ServerConfig, { ...ONLY, keyCheck: IsNull() }, { keyCheck });
      const row = await manager.findOneByOrFail(ServerConfig, ONLY);
      return row.keyCheck ?? keyCheck;
    });
  }

  async setKeyCheck(keyCheck: string): Promise<void> {
    await this.database.transaction((manager) => manager.update(ServerConfig, ONLY, { keyCheck }));
  }
}
