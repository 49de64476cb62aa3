import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { AuthenticatedRequest } from '../common/access.js';
import type { Principal } from '../common/principal.js';
import type { BearerRequest } from './bearer.strategy.js';
import { Credentials } from './credentials.js';
import { TokenVerifier } from './token-verifier.js';

/** Authenticates a REST request by passport-http-bearer and puts the principal on it. */
@Injectable()
export class BearerGuard extends AuthGuard('bearer') {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly credentials: Credentials,
  ) {
    super();
  }

  override getRequest(context: ExecutionContext): BearerRequest {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    return { headers, verifier: this.verifier };
  }

  override handleRequest<T extends Principal>(
    error: unknown,
    found: T | false,
    _challenge: unknown,
    context: ExecutionContext,
  ): T {
    if (error) throw error as Error;
    const request = context.switchToHttp().getRequest<FastifyRequest & AuthenticatedRequest>();
    request.principal = this.credentials.judge(request, found);
    return request.principal as T;
  }
}
