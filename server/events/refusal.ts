import type { ErrorCode } from '../../api/errors.js';
import type { Principal } from '../common/principal.js';

/** The codes of requests that are refused for who sends them, or how many: 401, 403 and 429. */
export const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'unauthorized',
  'forbidden',
  'wrong_token_kind',
  'host_not_allowed',
  'rate_limited',
]);

/** A request that was to change something, by somebody who may, and failed. */
export interface FailureReport extends RefusalReport {
  readonly principal: Principal;
  /** As it is declared, without the names in the path. */
  readonly route: string;
  /** One sentence of our own; undefined where it might repeat what was sent. */
  readonly reason: string | undefined;
}

/** A request that was refused before anything came of it. */
export interface RefusalReport {
  readonly atMs: number;
  readonly code: ErrorCode;
  /** Undefined when nobody is known by what was sent. */
  readonly principal: Principal | undefined;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  /** Of the client. */
  readonly address: string;
  readonly requestId: string;
}
