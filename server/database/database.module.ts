import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '../config/app-config.js';
import { createDataSource } from './data-source.js';
import { Database } from './database.js';
import { ServerConfigRepository } from './server-config.repository.js';

/** Connects, brings the schema up to date, and gives every module the one way to the tables. */
@Global()
@Module({
  providers: [
    {
      provide: DataSource,
      inject: [AppConfig],
      useFactory: async (config: AppConfig) => {
        const source = await createDataSource(config.database).initialize();
        await source.runMigrations();
        return source;
      },
    },
    Database,
    ServerConfigRepository,
  ],
  exports: [DataSource, Database, ServerConfigRepository],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    await this.source.destroy();
  }
}
