import { once } from 'node:events';
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { MAX_DEPTH } from '../../server/front-door/json-depth.js';
import { TestApp } from '../support/test-app.js';

const INIT = '/init';
const USERS = '/api/v0/users';
const JSON_TYPE = { 'Content-Type': 'application/json' };

let development: TestApp;
let enterprise: TestApp;

beforeAll(async () => {
  development = await TestApp.start();
  enterprise = await TestApp.startEnterprise();
});

/** Sends bytes as they are and reads until the server closes the connection, or has answered in full. */
async function raw(app: TestApp, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  await once(socket, 'connect');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.end(bytes);
  await once(socket, 'close');
  return answer;
}

describe('Host', () => {
  it('must be a loopback name in development', async () => {
    for (const Host of ['localhost', 'localhost:1', '127.0.0.1:8080', '[::1]:8080', 'LOCALHOST']) {
      await development.get('/metadata', { headers: { Host } }).expect(200);
    }
    for (const Host of [
      'evil.example',
      'localhost.evil.example',
      '192.168.0.1:8080',
      '127.0.0.1.evil.example',
    ]) {
      const { body } = await development.get('/metadata', { headers: { Host } }).expect(403);
      expect(body).toEqual({ error: expect.stringContaining('ALLOWED_HOSTS'), code: 'host_not_allowed' });
    }
  });

  it('is checked on routes that do not exist, documents and MCP endpoints alike, but not by probes', async () => {
    const headers = { Host: 'evil.example' };
    for (const path of [
      '/nope',
      '/docs',
      '/openapi.json',
      '/mcp',
      '/sse',
      '/message',
      '/api/v0/users/whoami',
    ]) {
      await development.get(path, { headers }).expect(403);
    }
    await development.get('/health', { headers }).expect(200);
    await development.get('/ready?verbose', { headers }).expect(200);
  });

  it('may be anything in enterprise mode, unless ALLOWED_HOSTS lists names', async () => {
    await enterprise.get('/metadata', { headers: { Host: 'gateway.example' } }).expect(200);
    const listed = await TestApp.start({
      env: { SERVER_MODE: 'enterprise', ALLOWED_HOSTS: 'gateway.example, other.example:8443' },
    });
    for (const [Host, status] of [
      ['gateway.example', 200],
      ['gateway.example:9999', 200],
      ['Gateway.Example', 200],
      ['other.example:8443', 200],
      ['other.example', 403],
      ['other.example:8444', 403],
      ['evil.example', 403],
    ] as const) {
      await listed.get('/metadata', { headers: { Host } }).expect(status);
    }
  });

  it('may be missing nowhere', async () => {
    expect(await raw(development, 'GET /metadata HTTP/1.0\r\n\r\n')).toContain('403 Forbidden');
  });
});

describe('Origin', () => {
  it('must be the Host itself', async () => {
    const Host = 'localhost:8080';
    await development.get('/metadata', { headers: { Host, Origin: 'http://localhost:8080' } }).expect(200);
    for (const Origin of ['http://evil.example', 'http://localhost:9090', 'null', 'nonsense', 'file://']) {
      const { body } = await development.get('/metadata', { headers: { Host, Origin } }).expect(403);
      expect(body.code).toBe('host_not_allowed');
    }
  });

  it('may leave out a default port', async () => {
    const headers = { Host: 'gateway.example:443', Origin: 'https://gateway.example' };
    await enterprise.get('/metadata', { headers }).expect(200);
  });

  it('gets CORS when it is listed, and only then', async () => {
    const Origin = 'https://app.example';
    const app = await TestApp.start({ env: { ALLOWED_ORIGINS: Origin } });
    const answer = await app.get('/metadata', { headers: { Origin } }).expect(200);
    expect(answer.headers['access-control-allow-origin']).toBe(Origin);
    const preflight = await app.send('options', '/api/v0/users', {
      headers: {
        Origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-headers']).toContain('authorization');
    const other = await app.get('/metadata', { headers: { Origin: 'https://evil.example' } }).expect(403);
    expect(other.headers['access-control-allow-origin']).not.toBe('https://evil.example');
    const own = await development.get('/metadata', {
      headers: { Host: 'localhost', Origin: 'http://localhost' },
    });
    expect(own.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a body', () => {
  const post = (body: string | Buffer, headers: Record<string, string> = JSON_TYPE) =>
    enterprise
      .post(USERS, { token: enterprise.adminToken, headers })
      .serialize((text) => text as string)
      .send(body);

  it('must be JSON, and says so in its type', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/jsonp',
    ]) {
      const answer = await post('{"username":"x"}', { 'Content-Type': type });
      expect(answer.status).toBe(415);
      expect(answer.body.code).toBe('unsupported_media_type');
    }
    for (const type of ['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/vnd.x+json']) {
      expect((await post('{}', { 'Content-Type': type })).body.code).toBe('invalid');
    }
  });

  it.each([
    ['{', 'not JSON'],
    ['{"a":1}}', 'not JSON'],
    ["{'a':1}", 'not JSON'],
    ['undefined', 'not JSON'],
    ['[]', 'must be a JSON object'],
    ['"text"', 'must be a JSON object'],
    ['7', 'must be a JSON object'],
    [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'not JSON'],
    [`{"a":${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}}`, 'nests deeper'],
    ['['.repeat(100_000), 'nests deeper'],
  ])('that is %s is 400', async (body, words) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid', error: expect.stringContaining(words) });
  });

  it('that is empty counts as none, whatever its type', async () => {
    for (const headers of [JSON_TYPE, { 'Content-Type': 'text/plain' }, { 'Content-Type': '???' }, {}]) {
      const answer = await enterprise.post(USERS, { token: enterprise.adminToken, headers });
      expect(answer.status).toBe(400);
      expect(answer.body.details[0]).toContain('username must be');
      const remove = await enterprise.delete('/api/v0/clients/none', {
        token: enterprise.adminToken,
        headers,
      });
      expect(remove.status).toBe(204);
    }
    expect((await post('null')).body.details[0]).toContain('username must be');
  });

  it('may not be larger than MAX_BODY_BYTES', async () => {
    const app = await TestApp.start({ env: { SERVER_MODE: 'enterprise', MAX_BODY_BYTES: '1024' } });
    const answer = await app.post(INIT, { body: { mode: 'x'.repeat(2000) } }).expect(413);
    expect(answer.body.code).toBe('payload_too_large');
  });

  it('cannot reach into prototypes', async () => {
    const answer = await post('{"username":"proto","__proto__":{"role":"admin"},"constructor":{}}');
    expect(answer.body).toMatchObject({ username: 'proto', role: 'user' });
    expect(({} as { role?: string }).role).toBeUndefined();
  });
});

describe('what is not a good request', () => {
  it('gets an error of the same form from a router that cannot read the URL', async () => {
    for (const path of ['/%zz', '/api/v0/users/%ff%fe']) {
      const answer = await raw(enterprise, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toMatch(/\{"error":"[^"]+","code":"invalid"\}/);
    }
  });

  it('is 431 when URL or headers are too large', async () => {
    for (const head of [
      `GET /${'x'.repeat(20_000)} HTTP/1.1`,
      `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`,
    ]) {
      const answer = await raw(enterprise, `${head}\r\nHost: a\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 431 /);
      expect(answer).toContain('"code":"invalid"');
    }
  });

  it('is 400 when it is not HTTP', async () => {
    for (const bytes of ['GARBAGE\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00\x01', 'GET / HTTP/9.9\r\n\r\n']) {
      expect(await raw(enterprise, bytes)).toMatch(/^HTTP\/1\.1 400 [^]*"code":"invalid"\}$/);
    }
  });

  it('is 404 for a route or method that does not exist', async () => {
    for (const answer of [
      await enterprise.get('/api/v0/nope'),
      await enterprise.send('patch', '/api/v0/users'),
      await enterprise.get('/.well-known/oauth-protected-resource'),
      await enterprise.get('/.well-known/oauth-authorization-server/mcp'),
    ]) {
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({ error: expect.any(String), code: 'not_found' });
    }
  });
});

describe('an answer', () => {
  it('carries what keeps browsers from misusing it, and is kept by no cache', async () => {
    const { headers } = await enterprise.get(USERS, { token: enterprise.adminToken }).expect(200);
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
  });
});
