import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { serveApiDocument } from './api-document/api-document.js';
import { ErrorFilter } from './common/error.filter.js';
import { validationPipe } from './common/validation.js';
import type { AppConfig } from './config/app-config.js';
import { Events } from './events/events.js';
import { createAdapter } from './front-door/adapter.js';
import { createPino } from './logging/pino.js';
import { PinoLogger } from './logging/pino-logger.js';

/** What a page of a listed origin may send and see beside what every page may. */
const CORS = {
  methods: ['GET', 'POST', 'PUT', 'DELETE'],
  exposedHeaders: ['Mcp-Session-Id', 'WWW-Authenticate', 'Retry-After', 'X-Next-Cursor', 'X-Request-Id'],
  maxAge: 3600,
  strictPreflight: false,
};

/**
 * The whole server, ready to listen: for `startServer`, for the API document and for tests.
 * @throws ConfigError: one line that says why it cannot be
 */
export async function createApp({ config }: { config: AppConfig }): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config),
    createAdapter(config),
    { logger: new PinoLogger(createPino(config)), abortOnError: false, bodyParser: false },
  );
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ErrorFilter(app.get(Events)));
  if (config.ALLOWED_ORIGINS.length > 0) app.enableCors({ ...CORS, origin: config.ALLOWED_ORIGINS });
  serveApiDocument(app);
  try {
    return await app.init();
  } catch (error) {
    await app.close();
    throw error;
  }
}
