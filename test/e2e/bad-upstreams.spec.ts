import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { defer } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { temporaryFolder } from '../support/temp.js';
import { program } from '../gateway/support/stdio/programs.js';
import { TestApp } from '../support/test-app.js';

type Misbehaviour = (answer: ServerResponse) => void;

/** What each of them does with a call; they list their tool and greet as they should. */
const WAYS: Record<string, { call: Misbehaviour; status: number; says: RegExp }> = {
  hangs: {
    call: () => {},
    status: 504,
    says: /gave no answer to tools\/call within 1 s \(timeout_sec of its definition, or TOOL_CALL_TIMEOUT_SEC\)$/,
  },
  resets: {
    call: (answer) => answer.socket?.resetAndDestroy(),
    status: 502,
    says: /closed the connection before its answer$/,
  },
  garbage: {
    call: (answer) => answer.writeHead(200, { 'content-type': 'application/json' }).end('}{ \u0000 what?'),
    status: 502,
    says: /^MCP server "garbage": /,
  },
  huge: {
    call: (answer) => {
      answer.writeHead(200, { 'content-type': 'application/json' });
      answer.write('{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"');
      pour(answer, 100);
    },
    status: 502,
    says: /is larger than \d+ bytes \(MAX_BODY_BYTES\)$/,
  },
  endless: {
    call: (answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream' });
      const timer = setInterval(() => answer.write(': still here\n\n'), 20);
      answer.on('close', () => clearInterval(timer));
    },
    status: 504,
    says: /gave no answer to tools\/call within 1 s/,
  },
};

/**
 * A rule of the gateway's own stopped the answer, or the server answers what else it is asked: it is not down
 * because of one tool.
 */
const ANSWERS_OTHERS = new Set(['huge', 'hangs', 'endless']);

/** Megabytes, as fast as they are taken. */
function pour(answer: ServerResponse, megabytes: number): void {
  if (megabytes === 0) return void answer.end('"}]}}');
  if (answer.destroyed) return;
  answer.write('x'.repeat(1_048_576), () => pour(answer, megabytes - 1));
}

const RESULTS: Record<string, object> = {
  initialize: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'x', version: '1' },
  },
  'tools/list': { tools: [{ name: 'act', inputSchema: { type: 'object' } }] },
};

/** A server for each way, by path; `good` answers calls. */
class Misbehaving {
  calls = 0;
  isWell = false;

  async open(): Promise<string> {
    const server = createServer((incoming, answer) => {
      void incoming.toArray().then((chunks) => {
        const text = Buffer.concat(chunks as Buffer[]).toString();
        if (text === '') return void answer.writeHead(405).end();
        const { id, method } = JSON.parse(text) as { id?: unknown; method: string };
        if (id === undefined) return void answer.writeHead(202).end();
        const way = WAYS[incoming.url!.slice(1)];
        if (method === 'tools/call') this.calls++;
        if (method === 'tools/call' && way && !this.isWell) return way.call(answer);
        const result = RESULTS[method] ?? { content: [{ type: 'text', text: 'done' }] };
        answer.writeHead(200, { 'content-type': 'application/json' });
        answer.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    defer(() => {
      server.close();
      server.closeAllConnections();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
}

describe('an upstream that', () => {
  let app: TestApp;
  const upstream = new Misbehaving();

  const call = (server: string) => app.post('/api/v0/tools/call', { body: { name: `${server}__act` } });
  const shown = async (server: string) =>
    (await app.get(`/api/v0/servers/${server}`).expect(200)).body as Record<string, unknown>;

  beforeAll(async () => {
    app = await TestApp.start();
    const url = await upstream.open();
    for (const name of ['good', ...Object.keys(WAYS)]) {
      const body = { name, transport: 'streamable_http', url: `${url}/${name}`, timeout_sec: 1 };
      await app.post('/api/v0/servers', { body }).expect(201);
    }
  });

  it.each(Object.entries(WAYS))('%s gets an error of its own and hurts no other', async (name, way) => {
    const failing = call(name).expect(way.status);
    const [bad, good, tools] = await Promise.all([
      failing,
      call('good').expect(200),
      app.get('/api/v0/tools').expect(200),
    ]);
    expect((bad.body as { error: string }).error).toMatch(way.says);
    expect(good.body).toMatchObject({ content: [{ text: 'done' }] });
    expect(tools.body).toHaveLength(1 + Object.keys(WAYS).length);
    const health = ANSWERS_OTHERS.has(name) ? 'healthy' : 'unhealthy';
    await eventually(async () => expect(await shown(name)).toMatchObject({ health }));
  });

  it('crashes at start gets an error of its own and hurts no other', async () => {
    const switchFile = join(temporaryFolder(), 'crash');
    const body = { name: 'crashing', transport: 'stdio', ...program({ exitsIfThere: switchFile }) };
    await app.post('/api/v0/servers', { body }).expect(201);
    writeFileSync(switchFile, '');
    const crashed = app.post('/api/v0/tools/call', { body: { name: 'crashing__pid' } }).expect(502);
    const [bad, good, tools] = await Promise.all([
      crashed,
      call('good').expect(200),
      app.get('/api/v0/tools?server=good').expect(200),
    ]);
    expect((bad.body as { error: string }).error).toMatch(
      /^MCP server "crashing": its program ended with the exit code 5/,
    );
    expect(good.body).toMatchObject({ content: [{ text: 'done' }] });
    expect(tools.body).toHaveLength(1);
    expect(await shown('crashing')).toMatchObject({ health: 'unhealthy' });
    await app.delete('/api/v0/servers/crashing').expect(204);
  });

  it('hangs in one tool is not taken from those who call its others', async () => {
    // All at once, and nothing else is asked meanwhile.
    await Promise.all(Array.from({ length: 6 }, () => call('hangs').expect(504)));
    const { body } = await call('hangs').expect(504);
    expect((body as { error: string }).error).toMatch(WAYS.hangs!.says);
    await eventually(async () => expect(await shown('hangs')).toMatchObject({ health: 'healthy' }));
    expect((await shown('hangs')).last_error).toMatch(WAYS.hangs!.says);
  });

  it('fails five times in a row is not called for a while, and again as soon as it answers', async () => {
    for (let i = 0; i < 5; i++) await call('resets');
    const before = upstream.calls;
    const { body } = await call('resets').expect(502);
    expect(body.error).toMatch(
      /^MCP server "resets": its last 5 calls failed, and it is not called again before \d{4}-.*Z; the last one said: closed the connection before its answer$/,
    );
    expect(upstream.calls).toBe(before);
    expect(await shown('resets')).toMatchObject({
      health: 'unhealthy',
      last_error: 'MCP server "resets": closed the connection before its answer',
    });
    await call('good').expect(200);
    upstream.isWell = true;
    await eventually(async () => void (await call('resets').expect(200)));
    await call('resets').expect(200);
    const well = await shown('resets');
    expect(well).toMatchObject({ health: 'healthy', calls: 7 });
    expect(well.last_success_at).toEqual(expect.stringMatching(/^\d{4}-/));
  });
});
