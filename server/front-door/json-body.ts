import type { FastifyInstance, FastifyRequest } from 'fastify';
import { InvalidError, UnsupportedMediaTypeError } from '../common/errors.js';
import { assertShallow } from './json-depth.js';

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json[ \t]*(?:;|$)/i;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** The bytes that `body` was read from: numbers there are not rounded. */
export interface RawBody {
  rawBody?: Buffer;
}

type Read = (request: FastifyRequest & RawBody, body: Buffer) => unknown;

/** Bodies are JSON objects. */
export function parseBodies(fastify: FastifyInstance): void {
  readBodies(fastify, (request, body) => {
    request.rawBody = body;
    return parseObject(body);
  });
}

/** Bodies stay the bytes that came. */
export function keepBodies(fastify: FastifyInstance): void {
  readBodies(fastify, (_request, body) => body);
}

/** Replaces Fastify's own parsers: an empty body counts as none whatever its Content-Type. */
function readBodies(fastify: FastifyInstance, read: Read): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, bytes, done) => {
    const body = bytes as Buffer;
    try {
      assertJson(request, body);
      done(null, body.length === 0 ? undefined : read(request, body));
    } catch (error) {
      done(error as Error);
    }
  });
}

function assertJson({ headers }: FastifyRequest, body: Buffer): void {
  if (body.length > 0 && !JSON_TYPE.test(headers['content-type'] ?? '')) {
    throw new UnsupportedMediaTypeError('the body must be JSON, with the Content-Type application/json');
  }
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
