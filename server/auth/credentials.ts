import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { AuthenticatedRequest } from '../common/access.js';
import { UnauthorizedError } from '../common/errors.js';
import type { Principal } from '../common/principal.js';
import { identifyRequester } from '../logging/request-context.js';
import { FailedAttempts } from './failed-attempts.js';
import { RateLimits } from './rate-limits.js';

/** Decides on what an authentication found, the same for REST and for the MCP endpoints. */
@Injectable()
export class Credentials {
  constructor(
    private readonly attempts: FailedAttempts,
    private readonly limits: RateLimits,
  ) {}

  /**
   * @param found whose token it is, or nothing
   * @throws UnauthorizedError, RateLimitedError
   */
  judge(
    request: FastifyRequest & Partial<AuthenticatedRequest>,
    found: Principal | false | undefined,
  ): Principal {
    const address = request.ip;
    if (found) {
      // Also of a request that is one too many it is known whose it is.
      request.principal = found;
      identifyRequester(found);
      this.attempts.succeeded(address, found.key);
      this.limits.admit(found);
      return found;
    }
    if (request.headers.authorization === undefined) {
      throw new UnauthorizedError('no access token: send it as "Authorization: Bearer <token>"');
    }
    this.attempts.failed(address);
    throw new UnauthorizedError('the access token is unknown, expired or revoked');
  }
}
