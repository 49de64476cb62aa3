import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-http-bearer';
import type { Principal } from '../common/principal.js';
import type { TokenVerifier } from './token-verifier.js';

/**
 * All the strategy gets to see of a request. It also takes tokens from the query and the body, and answers
 * 400 when a body holds a field `access_token`, as `POST /clients` may: so neither is here.
 */
export interface BearerRequest {
  headers: IncomingHttpHeaders;
  /** Passport keeps one strategy per process, while a process may hold several servers, each with its verifier. */
  verifier: TokenVerifier;
}

@Injectable()
export class BearerStrategy extends PassportStrategy(Strategy, 'bearer') {
  constructor() {
    super({ passReqToCallback: true });
  }

  validate(request: BearerRequest, token: string): Principal | false {
    return request.verifier.verify(token) ?? false;
  }
}
