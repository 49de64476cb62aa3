import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { UnauthorizedError } from '../common/errors.js';
import type { Principal } from '../common/principal.js';
import { FailedAttempts } from './failed-attempts.js';

/** Decides on what an authentication found, the same for REST and for the MCP endpoints. */
@Injectable()
export class Credentials {
  constructor(private readonly attempts: FailedAttempts) {}

  /**
   * @param found whose token it is, or nothing
   * @throws UnauthorizedError, RateLimitedError
   */
  judge(request: FastifyRequest, found: Principal | false | undefined): Principal {
    const address = request.ip;
    if (found) {
      this.attempts.succeeded(address, found.key);
      return found;
    }
    if (request.headers.authorization === undefined) {
      throw new UnauthorizedError('no access token: send it as "Authorization: Bearer <token>"');
    }
    this.attempts.failed(address);
    throw new UnauthorizedError('the access token is unknown, expired or revoked');
  }
}
