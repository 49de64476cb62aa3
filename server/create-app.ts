import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { serveApiDocument } from './api-document/api-document.js';
import { ErrorFilter } from './common/error.filter.js';
import { validationPipe } from './common/validation.js';
import type { AppConfig } from './config/app-config.js';
import { Events } from './events/events.js';
import { createFrontDoor } from './front-door/front-door.js';
import { McpEndpoints } from './gateway/mcp-endpoints.js';
import { createPino } from './logging/pino.js';
import { RequestHold } from './logging/request-hold.interceptor.js';
import { PinoLogger } from './logging/pino-logger.js';

/**
 * The whole server, ready to listen: for `startServer`, for the API document and for tests.
 * @throws ConfigError: one line that says why it cannot be
 */
export async function createApp({ config }: { config: AppConfig }): Promise<NestFastifyApplication> {
  const { adapter, mcp, cors } = createFrontDoor(config);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), adapter, {
    logger: new PinoLogger(createPino(config)),
    abortOnError: false,
    bodyParser: false,
  });
  app.useGlobalPipes(validationPipe());
  app.useGlobalInterceptors(new RequestHold());
  app.useGlobalFilters(new ErrorFilter(app.get(Events)));
  if (cors) app.enableCors(cors);
  serveApiDocument(app);
  app.get(McpEndpoints).mount(mcp);
  try {
    await mcp.ready();
    return await app.init();
  } catch (error) {
    await app.close();
    throw error;
  }
}
