import 'reflect-metadata';
import { AppError } from './common/errors.js';
import { ConfigError } from './config/config-error.js';
import { loadConfig } from './config/load-config.js';
import { endOnSignals, startServer } from './start.js';

try {
  endOnSignals(await startServer(loadConfig()));
} catch (error) {
  const known = error instanceof ConfigError || error instanceof AppError;
  process.stderr.write(`${known ? error.message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(1);
}
