import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { AuthenticatedRequest } from '../common/access.js';
import { ForbiddenError } from '../common/errors.js';
import { ANONYMOUS, type Principal } from '../common/principal.js';
import { bearerToken } from './bearer.js';
import { Credentials } from './credentials.js';
import { ServerState } from './server-state.js';
import { TokenVerifier } from './token-verifier.js';

/**
 * Stands before the MCP endpoints: they take an MCP client's token, in development mode anyone. In the way of every
 * call, so that there is no promise, and no passport.
 */
@Injectable()
export class McpGuard {
  constructor(
    private readonly state: ServerState,
    private readonly verifier: TokenVerifier,
    private readonly credentials: Credentials,
  ) {}

  /** @throws ForbiddenError, UnauthorizedError, RateLimitedError */
  admit(request: FastifyRequest & Partial<AuthenticatedRequest>): Principal {
    this.state.assertInitialized();
    if (!this.state.enterprise) return (request.principal = ANONYMOUS);
    const token = bearerToken(request.headers.authorization);
    const found = token === undefined ? undefined : this.verifier.verify(token);
    const principal = this.credentials.judge(request, found);
    if (principal.kind === 'client') return principal;
    throw new ForbiddenError(
      "a user's token does not open the MCP endpoints; they take the token of an MCP client",
      'wrong_token_kind',
    );
  }
}
