import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AlreadyInitializedError, UnauthorizedError } from '../common/errors.js';
import { AppConfig } from '../config/app-config.js';
import { Tokens } from '../secrets/tokens.js';
import { bearerToken } from './bearer.js';
import { FailedAttempts } from './failed-attempts.js';
import { ServerState } from './server-state.js';

/** `POST /init` has no principal to ask for; where INIT_TOKEN is set, the request must carry it. */
@Injectable()
export class InitGuard implements CanActivate {
  constructor(
    private readonly config: AppConfig,
    private readonly state: ServerState,
    private readonly tokens: Tokens,
    private readonly attempts: FailedAttempts,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.state.enterprise) return true;
    if (this.state.initialized) throw new AlreadyInitializedError('the server is initialized already');
    const { INIT_TOKEN: expected } = this.config;
    if (expected !== undefined) this.demand(expected, context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }

  private demand(expected: string, request: FastifyRequest): void {
    const sent = bearerToken(request.headers.authorization);
    if (sent === undefined) {
      throw new UnauthorizedError('initializing this server takes its INIT_TOKEN, as a bearer token');
    }
    // Hashed, so that the time the comparison takes tells nothing.
    if (this.tokens.hash(sent) === this.tokens.hash(expected)) {
      this.attempts.succeeded(request.ip, 'init');
      return;
    }
    this.attempts.failed(request.ip);
    throw new UnauthorizedError('this is not the INIT_TOKEN of the server');
  }
}
