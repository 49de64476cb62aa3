import type { ServerResponse } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { errorAnswer } from '../common/error-answer.js';
import type { AppConfig } from '../config/app-config.js';
import { newRequestId } from '../logging/request-context.js';
import { stringifyWithTexts } from '../wire/json-text.js';
import { frontHook, logHook } from './front-hook.js';
import { readJsonBodies } from './json-body.js';
import { answerBrokenRequest } from './broken-request.js';

/** The request line and all headers together; a token may have 4,096 characters, a session id 2,048. */
const MAX_HEADER_BYTES = 16_384;
const HEADERS_TIMEOUT_MS = 15_000;
/** For a whole request to arrive, body included. */
const REQUEST_TIMEOUT_MS = 120_000;
/** Longer than the minute after which proxies commonly drop a quiet connection, so that they drop it first. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
/** Longer than any name or URI that is looked up by its path. */
const MAX_PARAM_LENGTH = 2_048;

/** Fastify as this server needs it: bounded in size and time, and with errors of one form everywhere. */
export function createAdapter(config: AppConfig): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: config.MAX_BODY_BYTES,
    trustProxy: config.TRUST_PROXY > 0 && ((_address, hop) => hop < config.TRUST_PROXY),
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      connectionsCheckingInterval: 5_000,
    },
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    genReqId: newRequestId,
    requestIdHeader: false,
    frameworkErrors: answerRouterError,
    clientErrorHandler: answerBrokenRequest,
    skipMiddie: true,
  });
  adapter.setOnRequestHook(frontHook(config));
  adapter.setOnResponseHook(logHook(config));
  readJsonBodies(adapter.getInstance());
  adapter.getInstance().setReplySerializer(stringifyWithTexts);
  return adapter;
}

/** What the router refuses before any hook runs: a URL it cannot read. */
function answerRouterError(error: Error, request: { id: string }, reply: { raw: ServerResponse }): void {
  const { status, body } = errorAnswer(error, request.id);
  reply.raw
    .writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' })
    .end(JSON.stringify(body));
}
