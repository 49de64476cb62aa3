import type { FastifyReply } from 'fastify';
import type { Registered } from '../servers.service.js';
import { AuthorizationRequiredResponse } from './dto/sign-in.response.js';
import type { Outcome } from './server-sign-ins.service.js';

/** What is done is shown; for the rest somebody has to sign in first, which is 202. */
export function answered<T>(
  outcome: Outcome,
  reply: FastifyReply,
  shown: (done: Registered) => T,
): T | AuthorizationRequiredResponse {
  if ('done' in outcome) return shown(outcome.done);
  reply.status(202);
  return AuthorizationRequiredResponse.from(outcome.begun);
}
