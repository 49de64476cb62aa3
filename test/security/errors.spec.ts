import { Controller, Get, Module, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import supertest from 'supertest';
import { ERROR_CODES } from '../../api/errors.js';
import { Public } from '../../server/common/access.js';
import { errorAnswer } from '../../server/common/error-answer.js';
import { ErrorFilter } from '../../server/common/error.filter.js';
import { Events } from '../../server/events/events.js';
import * as errors from '../../server/common/errors.js';
import { loadConfig } from '../../server/config/load-config.js';
import { createFrontDoor } from '../../server/front-door/front-door.js';
import { defer } from '../support/cleanup.js';
import { MemoryLog } from '../support/memory-log.js';
import { temporaryFolder } from '../support/temp.js';

const TOKEN = `mcpj_a_${'s'.repeat(43)}`;

@Controller('fail')
@Public()
class FailingController {
  @Get('bug')
  bug(): never {
    throw new TypeError(`x is not a function, while Bearer ${TOKEN} was there and mysql://u:hunter22@h/d`);
  }

  @Get('thrown')
  thrown(): never {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- what a careless library may do
    throw { secret: TOKEN };
  }

  @Get('database')
  database(): never {
    throw new errors.DatabaseUnavailableError('the database cannot be reached; try again');
  }

  @Get('half')
  half(@Res() reply: FastifyReply): never {
    reply.raw.writeHead(200, { 'Content-Type': 'text/plain' });
    reply.raw.write('half of it');
    throw new Error('too late');
  }
}

@Module({ controllers: [FailingController] })
class FailingModule {}

describe('an error', () => {
  const log = new MemoryLog();
  let app: NestFastifyApplication;
  beforeAll(async () => {
    const config = loadConfig({ env: {}, cwd: temporaryFolder() });
    app = await NestFactory.create<NestFastifyApplication>(FailingModule, createFrontDoor(config).adapter, {
      logger: log.logger,
      bodyParser: false,
    });
    app.useGlobalFilters(new ErrorFilter(new Events()));
    await app.listen(0, '127.0.0.1');
    defer(() => app.close());
  });
  const get = (path: string) => supertest(app.getHttpServer()).get(path);

  it('nobody thought of is 500 with an id that the log has too, and says nothing else', async () => {
    const { body, headers } = await get('/fail/bug').expect(500);
    expect(body).toEqual({
      error: expect.stringMatching(/^internal error; .* id [\w-]+$/),
      code: 'internal',
    });
    const id = (body as { error: string }).error.split(' ').at(-1);
    expect(headers['x-request-id']).toBe(id);
    const line = log.lines.find((entry) => String(entry.msg).includes(`internal error (request ${id})`));
    expect(line).toMatchObject({ level: 'error', request: id, context: 'ErrorResponder' });
    expect(line!.stack).toContain('errors.spec');
  });

  it('leaves no secret in the log, whatever its message held', async () => {
    await get('/fail/bug').expect(500);
    await get('/fail/thrown').expect(500);
    expect(log.text).toContain('x is not a function');
    expect(log.text).not.toContain(TOKEN);
    expect(log.text).not.toContain('hunter22');
  });

  it('of the database is 503', async () => {
    const { body } = await get('/fail/database').expect(503);
    expect(body).toEqual({
      error: 'the database cannot be reached; try again',
      code: 'database_unavailable',
    });
  });

  it('after half an answer breaks the connection off', async () => {
    await expect(get('/fail/half')).rejects.toThrow(/aborted|hang up|terminated/);
  });
});

describe('every code', () => {
  it('has the status that the API promises', () => {
    const samples = {
      invalid: new errors.InvalidError('x', ['a line']),
      unauthorized: new errors.UnauthorizedError('x'),
      forbidden: new errors.ForbiddenError('x'),
      server_not_initialized: new errors.ForbiddenError('x', 'server_not_initialized'),
      enterprise_only: new errors.ForbiddenError('x', 'enterprise_only'),
      wrong_token_kind: new errors.ForbiddenError('x', 'wrong_token_kind'),
      host_not_allowed: new errors.ForbiddenError('x', 'host_not_allowed'),
      not_found: new errors.NotFoundError('user', 'alcie', ['alice']),
      conflict: new errors.ConflictError('x'),
      already_initialized: new errors.AlreadyInitializedError('x'),
      payload_too_large: new errors.PayloadTooLargeError('x'),
      unsupported_media_type: new errors.UnsupportedMediaTypeError('x'),
      rate_limited: new errors.RateLimitedError('x', 7),
      rule_violated: new errors.RuleError('x'),
      command_not_allowed: new errors.CommandNotAllowedError('x'),
      upstream_failed: new errors.UpstreamError('github', 'x'),
      upstream_oauth_required: new errors.UpstreamError('github', 'x', { code: 'upstream_oauth_required' }),
      upstream_timeout: new errors.UpstreamTimeoutError('github', 'x'),
      database_unavailable: new errors.DatabaseUnavailableError('x'),
      internal: new Error('x'),
    };
    const statuses = Object.entries(samples).map(([code, error]) => {
      const answer = errorAnswer(error, 'id');
      expect(answer.body.code).toBe(code);
      return [code, answer.status];
    });
    expect(Object.keys(samples).sort()).toEqual([...ERROR_CODES].sort());
    expect(Object.fromEntries(statuses)).toEqual({
      invalid: 400,
      unauthorized: 401,
      forbidden: 403,
      server_not_initialized: 403,
      enterprise_only: 403,
      wrong_token_kind: 403,
      host_not_allowed: 403,
      not_found: 404,
      conflict: 409,
      already_initialized: 400,
      payload_too_large: 413,
      unsupported_media_type: 415,
      rate_limited: 429,
      rule_violated: 422,
      command_not_allowed: 422,
      upstream_failed: 502,
      upstream_oauth_required: 400,
      upstream_timeout: 504,
      database_unavailable: 503,
      internal: 500,
    });
    expect(errorAnswer(samples.rate_limited, 'id').headers).toEqual({ 'Retry-After': '7' });
    expect(errorAnswer(samples.unauthorized, 'id').headers).toEqual({ 'WWW-Authenticate': 'Bearer' });
    expect(errorAnswer(samples.invalid, 'id').body.details).toEqual(['a line']);
  });
});
