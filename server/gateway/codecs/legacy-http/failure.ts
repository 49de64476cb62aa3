import type { ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import { AppError, UpstreamError, UpstreamTimeoutError } from '../../../common/errors.js';
import { errorResponse } from '../../../wire/build-message.js';
import { JsonRpcCode, WireError } from '../../../wire/wire-error.js';
import { CallError, UnknownItemError } from '../../core/call-error.js';
import { sendJson } from './post-response.js';
import { Refusal } from './refusal.js';

/** What legacy revisions say for a resource that is not there (2025-11-25, server/resources, Error handling). */
const RESOURCE_NOT_FOUND = -32002;

const logger = new Logger('LegacyHttp');

/** How a request that failed is answered. */
export interface Failure {
  readonly status: number;
  /** A JSON-RPC error. */
  readonly message: Buffer;
}

/** @param id of the request, as JSON text; undefined when it could not be read */
export function failureOf(error: unknown, id: string | undefined): Failure {
  const { status, ...fields } = described(error);
  if (status === 500) logger.error('internal error', error instanceof Error ? error.stack : typeof error);
  return { status, message: errorResponse({ id, ...fields }) };
}

export function sendFailure(response: ServerResponse, { status, message }: Failure): void {
  if (response.headersSent) response.destroy();
  else sendJson(response, { status, pieces: [message] });
}

interface Described {
  status: number;
  code: number;
  message: string;
  data?: unknown;
}

function described(error: unknown): Described {
  if (error instanceof WireError) return { status: 400, code: error.code, message: error.message };
  if (error instanceof CallError) return refused(error);
  if (error instanceof AppError) {
    return { status: 200, code: JsonRpcCode.internalError, message: error.message, data: blame(error) };
  }
  return { status: 500, code: JsonRpcCode.internalError, message: 'Internal error' };
}

function refused(error: CallError): Described {
  const { code, message, data } = error;
  const status = error instanceof Refusal ? error.status : 200;
  if (error instanceof UnknownItemError && error.kind === 'resource') {
    return { status, code: RESOURCE_NOT_FOUND, message, data: { uri: error.item } };
  }
  return { status, code, message, data };
}

function blame(error: AppError): Record<string, string> {
  const isUpstream = error instanceof UpstreamError || error instanceof UpstreamTimeoutError;
  return { reason: error.code, ...(isUpstream && { server: error.server }) };
}
