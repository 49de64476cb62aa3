import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import fastifyCors, { type FastifyCorsOptions } from '@fastify/cors';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  fastify,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import { errorAnswer } from '../common/error-answer.js';
import { isMcpPath } from '../common/mcp-paths.js';
import type { AppConfig } from '../config/app-config.js';
import { newRequestId } from '../logging/request-context.js';
import { stringifyWithTexts } from '../wire/json-text.js';
import { answerBrokenRequest } from './broken-request.js';
import { FirstLook } from './first-look.js';
import { logHook, logsAll, mcpHook, restHook } from './hooks.js';
import { keepBodies, parseBodies } from './json-body.js';

/** The request line and all headers together; a token may have 4,096 characters, a session id 2,048. */
const MAX_HEADER_BYTES = 16_384;
const HEADERS_TIMEOUT_MS = 15_000;
/** For a whole request to arrive, body included. */
const REQUEST_TIMEOUT_MS = 120_000;
/** Longer than the minute after which proxies commonly drop a quiet connection, so that they drop it first. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
const CHECKING_INTERVAL_MS = 5_000;
/** Longer than any name or URI that is looked up by its path. */
const MAX_PARAM_LENGTH = 2_048;

/** What a page of a listed origin may send and see beside what every page may. */
const CORS: FastifyCorsOptions = {
  methods: ['GET', 'POST', 'PUT', 'DELETE'],
  exposedHeaders: ['Mcp-Session-Id', 'WWW-Authenticate', 'Retry-After', 'X-Next-Cursor', 'X-Request-Id'],
  maxAge: 3600,
  strictPreflight: false,
};

/** One HTTP server, and what stands behind it. */
export interface FrontDoor {
  /** For the framework: REST, its document, pages for people. */
  readonly adapter: FastifyAdapter;
  /** For the MCP endpoints, past the framework, whose layers cost every call; ended with the adapter. */
  readonly mcp: FastifyInstance;
  /** Lets pages of listed origins in, where there are any. */
  readonly cors: FastifyCorsOptions | undefined;
}

/** Fastify as this server needs it: bounded in size and time, and with errors of one form everywhere. */
export function createFrontDoor(config: AppConfig): FrontDoor {
  const { ALLOWED_ORIGINS: origin } = config;
  const cors = origin.length > 0 ? { ...CORS, origin: [...origin] } : undefined;
  const options = commonOptions(config);
  const mcp: FastifyInstance = fastify(options);
  let server: Server | undefined;
  const serverFactory = (rest: RequestListener) => (server = serverFor({ rest, mcp }));
  const adapter = new FastifyAdapter({ ...options, serverFactory, skipMiddie: true });
  const look = new FirstLook(config, () => server?.listening ?? false);
  adapter.setOnRequestHook(restHook(look));
  adapter.setOnResponseHook(logHook(logsAll(config)));
  adapter.getInstance().setReplySerializer(stringifyWithTexts);
  adapter.getInstance().addHook('onClose', () => mcp.close());
  mcp.addHook('onRequest', mcpHook(look));
  if (logsAll(config)) mcp.addHook('onResponse', logHook(true));
  if (cors) {
    void mcp.register(fastifyCors, cors);
    mcp.addHook('preHandler', headersToSocket);
  }
  parseBodies(adapter.getInstance());
  keepBodies(mcp);
  return { adapter, mcp, cors };
}

function commonOptions(config: AppConfig) {
  return {
    bodyLimit: config.MAX_BODY_BYTES,
    trustProxy: config.TRUST_PROXY > 0 && ((_address: string, hop: number) => hop < config.TRUST_PROXY),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    genReqId: newRequestId,
    requestIdHeader: false,
    frameworkErrors: answerRouterError,
    clientErrorHandler: answerBrokenRequest,
  } satisfies FastifyServerOptions;
}

function serverFor({ rest, mcp }: { rest: RequestListener; mcp: FastifyInstance }): Server {
  const timeouts = {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    connectionsCheckingInterval: CHECKING_INTERVAL_MS,
  };
  return createServer({ ...timeouts, maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    if (isMcpPath(request.url!)) mcp.routing(request, response);
    else rest(request, response);
  });
}

/** What was set so far, for answers that are written past Fastify. */
function headersToSocket(_request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  done();
}

/** What the router refuses before any hook runs: a URL it cannot read. */
function answerRouterError(error: Error, request: { id: string }, reply: { raw: ServerResponse }): void {
  const { status, body } = errorAnswer(error, request.id);
  reply.raw
    .writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' })
    .end(JSON.stringify(body));
}
