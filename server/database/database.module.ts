import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '../config/app-config.js';
import { ConfigError } from '../config/config-error.js';
import { Events } from '../events/events.js';
import { KeyFileError } from '../secrets/key-file.js';
import { loadSecretKeys } from '../secrets/load-keys.js';
import { Resealer } from '../secrets/resealer.js';
import { Sealer } from '../secrets/sealer.js';
import { SecretKeys } from '../secrets/secret-keys.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { ChangeWatcher } from './change-watcher.js';
import { connect } from './data-source.js';
import { Database } from './database.js';
import { KeyCheck } from './key-check.js';
import { migrate } from './migrate.js';
import { MigrationsRepository } from './migrations.repository.js';
import { ServerConfigRepository } from './server-config.repository.js';

async function openDatabase({ database }: AppConfig): Promise<DataSource> {
  await migrate(database);
  return connect(database);
}

/** Only once the database stands, so that a start that fails for it leaves no key file behind. */
async function loadKeys(config: AppConfig): Promise<SecretKeys> {
  const { SECRET_KEY: secretKey, SECRET_KEY_PREVIOUS: previousKey, secretKeyFile: keyFile } = config;
  try {
    return await loadSecretKeys({ secretKey, previousKey, keyFile });
  } catch (error) {
    throw error instanceof KeyFileError ? new ConfigError(error.message) : error;
  }
}

async function checkKey(
  source: DataSource,
  ...collaborators: ConstructorParameters<typeof KeyCheck>
): Promise<KeyCheck> {
  const check = new KeyCheck(...collaborators);
  try {
    await check.verify();
  } catch (error) {
    // Nest closes nothing of an application that it could not make.
    await source.destroy();
    throw error;
  }
  return check;
}

function watchChanges(database: Database, events: Events, config: AppConfig): Promise<ChangeWatcher> {
  return ChangeWatcher.create({ database, events, intervalMs: config.CHANGE_POLL_MS });
}

/**
 * Connects, brings the tables up to date, checks the secret key, and gives every module the one way to the
 * tables; with it come the secrets.
 */
@Global()
@Module({
  imports: [SecretsModule.forRoot({ inject: [AppConfig, Database], useFactory: loadKeys })],
  providers: [
    { provide: DataSource, inject: [AppConfig], useFactory: openDatabase },
    Database,
    MigrationsRepository,
    ServerConfigRepository,
    {
      provide: KeyCheck,
      inject: [DataSource, ServerConfigRepository, Sealer, SecretKeys, Resealer],
      useFactory: checkKey,
    },
    { provide: ChangeWatcher, inject: [Database, Events, AppConfig], useFactory: watchChanges },
  ],
  exports: [Database, MigrationsRepository, ServerConfigRepository],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly source: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    await this.source.destroy();
  }
}
