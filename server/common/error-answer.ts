import { HttpException } from '@nestjs/common';
import type { ErrorBody, ErrorCode } from '../../api/errors.js';
import { AppError, RateLimitedError } from './errors.js';

/** What a failed request is answered with. */
export interface ErrorAnswer {
  status: number;
  headers: Record<string, string>;
  body: ErrorBody;
}

/** The one place that knows which status goes with which error; spec/rest.md, Errors. */
export const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
  invalid: 400,
  already_initialized: 400,
  upstream_oauth_required: 400,
  unauthorized: 401,
  forbidden: 403,
  server_not_initialized: 403,
  enterprise_only: 403,
  wrong_token_kind: 403,
  host_not_allowed: 403,
  not_found: 404,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rule_violated: 422,
  command_not_allowed: 422,
  rate_limited: 429,
  internal: 500,
  upstream_failed: 502,
  database_unavailable: 503,
  upstream_timeout: 504,
};

/** What the framework itself refuses before any of our code runs, by status. */
const FRAMEWORK: Readonly<Record<number, [ErrorCode, string]>> = {
  404: ['not_found', 'no such route'],
  413: ['payload_too_large', 'the request body is too large'],
  414: ['invalid', 'the URL is too long'],
  415: ['unsupported_media_type', 'the body must be JSON, with the Content-Type application/json'],
};

/** @param id of the request; an answer that says no more than "internal error" names it, and so does the log */
export function errorAnswer(error: unknown, id: string): ErrorAnswer {
  if (error instanceof AppError) return known(error);
  const status = frameworkStatus(error);
  if (status !== undefined && status < 500) return refusedByFramework(error as Error, status);
  const message = `internal error; the server's log says more under the id ${id}`;
  return { status: 500, headers: {}, body: { error: message, code: 'internal' } };
}

function known(error: AppError): ErrorAnswer {
  const { code, message, details } = error;
  const headers: Record<string, string> = {};
  if (code === 'unauthorized') headers['WWW-Authenticate'] = 'Bearer';
  if (error instanceof RateLimitedError) headers['Retry-After'] = String(error.retryAfterSeconds);
  const body = { error: message, code, ...(details.length > 0 && { details }) };
  return { status: STATUS_OF[code], headers, body };
}

function refusedByFramework(error: Error, status: number): ErrorAnswer {
  const [code, sentence] = FRAMEWORK[status] ?? (['invalid', error.message] as const);
  return { status, headers: {}, body: { error: sentence, code } };
}

/** Nest throws HttpException, Fastify errors with a `statusCode`. */
function frameworkStatus(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 ? status : undefined;
}
