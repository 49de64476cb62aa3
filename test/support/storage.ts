import type { Provider } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { ConfigModule } from '../../server/config/config.module.js';
import { loadConfig } from '../../server/config/load-config.js';
import { DatabaseModule } from '../../server/database/database.module.js';
import { EventsModule } from '../../server/events/events.module.js';
import { defer } from './cleanup.js';
import { temporaryFolder } from './temp.js';

/**
 * The database with its secrets and its watcher, as a server has them, and nothing above but what is given; closed
 * with the file.
 */
export async function openStorage(
  env: NodeJS.ProcessEnv,
  providers: Provider[] = [],
): Promise<TestingModule> {
  const config = loadConfig({ env: { CHANGE_POLL_MS: '50', ...env }, cwd: temporaryFolder() });
  const module = await Test.createTestingModule({
    imports: [ConfigModule.forRoot(config), EventsModule, DatabaseModule],
    providers,
  }).compile();
  defer(() => module.close());
  module.useLogger(false);
  await module.init();
  return module;
}
