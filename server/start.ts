import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ServerState } from './auth/server-state.js';
import type { AppConfig } from './config/app-config.js';
import { ConfigError } from './config/config-error.js';
import { createApp } from './create-app.js';
import { Drain } from './drain.js';
import { Events } from './events/events.js';

/** How long calls in flight may take to end once the server is told to stop. */
const DRAIN_TIMEOUT_MS = 30_000;

/** A server that listens. */
export interface RunningServer {
  app: NestFastifyApplication;
  /** Where it listens, for a program on the same machine. */
  url: string;
  /** False: an enterprise server on which nobody ran `init-server` yet. */
  initialized: boolean;
  /** Stops accepting, lets calls end for up to 30 s, closes everything. */
  close: () => Promise<void>;
}

/**
 * Starts the server and listens.
 * @throws ConfigError: one line that says why it cannot, what to change, and where
 */
export async function startServer(config: AppConfig): Promise<RunningServer> {
  const app = await createApp({ config });
  const logger = new Logger('Server');
  const drain = new Drain(app.getHttpServer());
  await listen(app, config);
  for (const warning of config.warnings) logger.warn(warning);
  const url = urlOf(app.getHttpServer().address() as AddressInfo);
  const { initialized } = app.get(ServerState);
  logger.log(`listening on ${url} in ${config.SERVER_MODE} mode`);
  if (!initialized) logger.warn('not initialized yet: run "mcpjungle init-server"');
  let closing: Promise<void> | undefined;
  return { app, url, initialized, close: () => (closing ??= stop(app, drain)) };
}

/**
 * Ends the server in order on SIGINT or SIGTERM and then the process, with the exit code 0; a second signal
 * ends the process at once. An error nobody caught is logged: it is no reason to cut off everybody's calls.
 */
export function endOnSignals(server: RunningServer): void {
  process.on('unhandledRejection', (error) => {
    new Logger('Server').error(
      'an error nobody caught',
      error instanceof Error ? error.stack : String(error),
    );
  });
  let ending = false;
  const end = () => {
    if (ending) process.exit(1);
    ending = true;
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        new Logger('Server').error('did not stop in order', (error as Error).stack);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end).on('SIGTERM', end);
}

async function stop(app: NestFastifyApplication, drain: Drain): Promise<void> {
  new Logger('Server').log('stopping');
  app.get(Events).emit('server.stopping');
  await drain.run(DRAIN_TIMEOUT_MS);
  await app.close();
}

async function listen(app: NestFastifyApplication, { PORT: port, HOST: host }: AppConfig): Promise<void> {
  try {
    await app.listen({ port, host });
  } catch (error) {
    await app.close();
    throw explained(error as NodeJS.ErrnoException, `${host}:${port}`);
  }
}

function explained(error: NodeJS.ErrnoException, where: string): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new ConfigError(
        `${where} is in use by another program; choose another port with --port or PORT`,
      );
    case 'EACCES':
      return new ConfigError(`${where} may not be used without more rights; choose a port above 1023`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ConfigError(`${where} is no address of this machine; choose another with --host or HOST`);
    default:
      return error;
  }
}

function urlOf({ address, family, port }: AddressInfo): string {
  const anyAddress = address === '0.0.0.0' || address === '::';
  const host = anyAddress ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
