import { Injectable } from '@nestjs/common';
import { Database } from './database.js';

/** Which migrations the tables have been through. */
@Injectable()
export class MigrationsRepository {
  constructor(private readonly database: Database) {}

  /** Whether the tables are not (or, after a restore, no longer) what this program expects. */
  pending(): Promise<boolean> {
    return this.database.read((manager) => manager.dataSource.showMigrations());
  }
}
