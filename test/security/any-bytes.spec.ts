import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ERROR_CODES } from '../../api/errors.js';
import { TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await TestApp.startEnterprise();
});

const PATHS = ['/init', '/api/v0/users', '/api/v0/clients', '/api/v0/servers', '/api/v0/tools/call'];

interface Answer {
  status: number;
  text: string;
}

async function post(path: string, body: string | Uint8Array, type = 'application/json'): Promise<Answer> {
  const headers = { Authorization: `Bearer ${app.adminToken}`, 'Content-Type': type };
  const answer = await fetch(app.url + path, { method: 'POST', headers, body });
  return { status: answer.status, text: await answer.text() };
}

function expectRefusal({ status, text }: Answer): void {
  const body = JSON.parse(text) as { error: string; code: string };
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(ERROR_CODES).toContain(body.code);
  expect(typeof body.error).toBe('string');
  expect(text).not.toMatch(/\bat .*\.[jt]s:\d+|SELECT |INSERT /);
}

describe('any bytes', () => {
  it('as a body get a well-formed error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PATHS),
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        async (path, bytes) => {
          expectRefusal(await post(path, bytes));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('as the values of known fields get one, and no user or client comes of it', async () => {
    const field = fc.constantFrom(
      'username',
      'name',
      'role',
      'allow_list',
      'access_token',
      'expires_in',
      '__proto__',
      'url',
      'transport',
      'arguments',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PATHS),
        fc.dictionary(field, fc.jsonValue()),
        async (path, body) => {
          expectRefusal(await post(path, JSON.stringify({ ...body, 'not a field': 1 })));
        },
      ),
      { numRuns: 150 },
    );
    const { body } = await app.get('/api/v0/users', { token: app.adminToken }).expect(200);
    expect(body).toHaveLength(1);
  });

  it('as a path, a query or a header get one', async () => {
    const header = fc.string({ unit: 'binary-ascii' }).map((text) => text.replace(/[^\x20-\x7e]/g, ''));
    await fc.assert(
      fc.asyncProperty(fc.webPath(), fc.webQueryParameters(), header, async (path, query, value) => {
        const answer = await fetch(`${app.url}/api/v0/x${path}?${query}`, {
          headers: { Authorization: value, Accept: value, 'X-Anything': value },
        });
        expectRefusal({ status: answer.status, text: await answer.text() });
      }),
      { numRuns: 150 },
    );
  });

  it('as a message to the MCP endpoints get one of JSON-RPC', async () => {
    const development = await TestApp.start();
    const stream = await fetch(`${development.url}/sse`);
    const reader = stream.body!.getReader();
    const first = new TextDecoder().decode((await reader.read()).value);
    const path = /data: (.*)/.exec(first)![1]!;
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(path, '/message', '/mcp'), bytes, async (to, body) => {
        const headers = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };
        const answer = await fetch(development.url + to, { method: 'POST', headers, body });
        expect(answer.status).toBe(400);
        expect(JSON.parse(await answer.text())).toMatchObject({
          jsonrpc: '2.0',
          error: { code: expect.any(Number) },
        });
      }),
      { numRuns: 100 },
    );
    await reader.cancel();
  });

  it('on the socket leave the server serving', async () => {
    const port = Number(new URL(app.url).port);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (bytes) => {
        await new Promise<void>((resolve) => {
          const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
          socket.on('error', () => {}).on('close', () => resolve());
          socket.resume();
        });
      }),
      { numRuns: 100 },
    );
    await app.get('/health').expect(200);
  });
});
