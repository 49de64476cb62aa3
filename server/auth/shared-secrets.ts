import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { UnauthorizedError } from '../common/errors.js';
import { Tokens } from '../secrets/tokens.js';
import { bearerToken } from './bearer.js';
import { FailedAttempts } from './failed-attempts.js';

/** Secrets of the configuration that a request can carry in place of somebody's token. */
@Injectable()
export class SharedSecrets {
  constructor(
    private readonly tokens: Tokens,
    private readonly attempts: FailedAttempts,
  ) {}

  /**
   * @param name of the variable that holds `expected`
   * @throws UnauthorizedError when the request does not carry it; RateLimitedError after too many wrong ones
   */
  demand(request: FastifyRequest, { name, expected }: { name: string; expected: string }): void {
    const sent = bearerToken(request.headers.authorization);
    if (sent === undefined) {
      throw new UnauthorizedError(`this takes the server's ${name}, as a bearer token`);
    }
    // Hashed, so that the time the comparison takes tells nothing.
    if (this.tokens.hash(sent) === this.tokens.hash(expected)) {
      this.attempts.succeeded(request.ip, name);
      return;
    }
    this.attempts.failed(request.ip);
    throw new UnauthorizedError(`this is not the ${name} of the server`);
  }
}
