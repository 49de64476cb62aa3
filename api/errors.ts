/**
 * Every code an error answer of the REST API can carry. Scripts branch on these, so a code is never
 * renamed; `test/pins` holds the list as a literal.
 */
export const ERROR_CODES = [
  'invalid',
  'unauthorized',
  'forbidden',
  'server_not_initialized',
  'enterprise_only',
  'wrong_token_kind',
  'not_found',
  'conflict',
  'already_initialized',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'rule_violated',
  'command_not_allowed',
  'host_not_allowed',
  'upstream_failed',
  'upstream_timeout',
  'upstream_oauth_required',
  'database_unavailable',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** The body of every failed answer. */
export interface ErrorBody {
  /** One human sentence that says what is wrong and, where it helps, what to do. */
  error: string;
  code: ErrorCode;
  /** One line per offending field, or the near names of what was not found. */
  details?: string[];
}
