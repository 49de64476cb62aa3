import type { ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import { AppError, UpstreamError, UpstreamTimeoutError } from '../../../common/errors.js';
import { type RequestContext, withinRequest } from '../../../logging/request-context.js';
import { errorResponse } from '../../../wire/build-message.js';
import { JsonRpcCode, WireError } from '../../../wire/wire-error.js';
import { CallError } from '../../core/call-error.js';
import { sendJson } from './post-response.js';
import { Refusal } from './refusal.js';

const logger = new Logger('Mcp');

/** How a request that failed is answered. */
export interface Failure {
  readonly status: number;
  /** A JSON-RPC error. */
  readonly message: Buffer;
}

/** What a failure says, before it has the id of a request. */
export interface Described {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** The request that failed. */
export interface Failed {
  /** As JSON text; undefined when it could not be read. */
  readonly id?: string;
  readonly context: RequestContext;
}

/** In words that no era has for itself. What nobody expected is logged, and says nothing. */
export function describe(error: unknown, context: RequestContext): Described {
  if (error instanceof WireError) return { status: 400, code: error.code, message: error.message };
  if (error instanceof CallError) {
    const { code, message, data } = error;
    return { status: error instanceof Refusal ? error.status : 200, code, message, data };
  }
  if (error instanceof AppError) {
    return { status: 200, code: JsonRpcCode.internalError, message: error.message, data: blame(error) };
  }
  withinRequest(context, () => {
    logger.error('internal error', error instanceof Error ? error.stack : typeof error);
  });
  return { status: 500, code: JsonRpcCode.internalError, message: 'Internal error' };
}

/** @param id of the request, as JSON text; undefined when it could not be read */
export function failure({ status, ...fields }: Described, id: string | undefined): Failure {
  return { status, message: errorResponse({ id, ...fields }) };
}

export function sendFailure(response: ServerResponse, { status, message }: Failure): void {
  if (response.headersSent) response.destroy();
  else sendJson(response, { status, pieces: [message] });
}

function blame(error: AppError): Record<string, string> {
  const isUpstream = error instanceof UpstreamError || error instanceof UpstreamTimeoutError;
  return { reason: error.code, ...(isUpstream && { server: error.server }) };
}
