import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { AppModule } from '../../server/app.module.js';
import { Public } from '../../server/common/access.js';
import { ErrorFilter } from '../../server/common/error.filter.js';
import { Events } from '../../server/events/events.js';
import { loadConfig } from '../../server/config/load-config.js';
import { createFrontDoor } from '../../server/front-door/front-door.js';
import { defer } from '../support/cleanup.js';
import { routesOf } from '../support/routes.js';
import { temporaryFolder } from '../support/temp.js';
import { TestApp } from '../support/test-app.js';

@Controller('careless')
class CarelessController {
  @Get()
  open(): string {
    return 'nobody said who may see this';
  }

  @Get('public')
  @Public()
  public(): string {
    return 'open';
  }
}

@Module({ controllers: [CarelessController] })
class CarelessModule {}

async function carelessApp(): Promise<NestFastifyApplication> {
  const config = loadConfig({ env: { LOG_LEVEL: 'silent' }, cwd: temporaryFolder() });
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: CarelessModule, imports: [AppModule.forRoot(config)] },
    createFrontDoor(config).adapter,
    { logger: false },
  );
  app.useGlobalFilters(new ErrorFilter(new Events()));
  await app.listen(0, '127.0.0.1');
  defer(() => app.close());
  return app;
}

describe('every route', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });

  it('declares who may call it', () => {
    const routes = routesOf(app.nest);
    expect(routes.length).toBeGreaterThan(5);
    expect(routes.filter(({ access }) => access === undefined)).toEqual([]);
  });

  it('that is public is on this list', () => {
    const open = routesOf(app.nest).filter(({ access }) => access?.kind === 'public');
    expect(open.map(({ key }) => key).sort()).toEqual([
      'GET /health',
      'GET /metadata',
      'GET /metrics',
      'GET /oauth/callback',
      'GET /oauth/client-metadata.json',
      'GET /ready',
      'POST /init',
    ]);
  });
});

describe('a route that declares nothing', () => {
  it('is found by the walk, and refused even in development mode', async () => {
    const app = await carelessApp();
    const undeclared = routesOf(app).filter(({ access }) => access === undefined);
    expect(undeclared).toEqual([
      { key: 'GET /careless', handler: 'CarelessController.open', access: undefined },
    ]);
    const refused = await supertest(app.getHttpServer()).get('/careless').expect(403);
    expect(refused.body).toEqual({ error: 'this route does not say who may call it', code: 'forbidden' });
    await supertest(app.getHttpServer()).get('/careless/public').expect(200);
  });
});
