import type { FastifyInstance, FastifyRequest } from 'fastify';
import { InvalidError, UnsupportedMediaTypeError } from '../common/errors.js';
import { isMcpPath } from '../common/mcp-paths.js';
import { assertShallow } from './json-depth.js';

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json[ \t]*(?:;|$)/i;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** The bytes that `body` was read from: numbers there are not rounded. */
export interface RawBody {
  rawBody?: Buffer;
}

/**
 * Replaces Fastify's own parsers: an empty body counts as none whatever its Content-Type, and on the MCP
 * paths the body stays the bytes that came.
 */
export function readJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, readBody(request, body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

function readBody(request: FastifyRequest & RawBody, body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) {
    throw new UnsupportedMediaTypeError('the body must be JSON, with the Content-Type application/json');
  }
  if (isMcpPath(request.url)) return body;
  request.rawBody = body;
  return parseObject(body);
}

/** @returns undefined for `null`, which some clients send for nothing */
function parseObject(bytes: Buffer): object | undefined {
  assertShallow(bytes);
  let value: unknown;
  try {
    value = JSON.parse(UTF8.decode(bytes));
  } catch (error) {
    throw new InvalidError(`the body is not JSON: ${(error as Error).message}`);
  }
  if (value === null) return undefined;
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  throw new InvalidError('the body must be a JSON object');
}
