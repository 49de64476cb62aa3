import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AlreadyInitializedError } from '../common/errors.js';
import { AppConfig } from '../config/app-config.js';
import { ServerState } from './server-state.js';
import { SharedSecrets } from './shared-secrets.js';

/** `POST /init` has no principal to ask for; where INIT_TOKEN is set, the request must carry it. */
@Injectable()
export class InitGuard implements CanActivate {
  constructor(
    private readonly config: AppConfig,
    private readonly state: ServerState,
    private readonly secrets: SharedSecrets,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.state.enterprise) return true;
    if (this.state.initialized) throw new AlreadyInitializedError('the server is initialized already');
    const { INIT_TOKEN: expected } = this.config;
    if (expected !== undefined) {
      const request = context.switchToHttp().getRequest<FastifyRequest>();
      this.secrets.demand(request, { name: 'INIT_TOKEN', expected });
    }
    return true;
  }
}
