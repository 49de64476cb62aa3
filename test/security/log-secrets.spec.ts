import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ModernWire } from '../gateway/support/modern-wire.js';
import { RawClient } from '../gateway/support/raw-client.js';
import { program } from '../gateway/support/stdio/programs.js';
import { Person } from '../support/cli-process.js';
import { defer } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { ServerProcess } from '../support/server-process.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
/** By where it is fed; each may not be found in any line. */
const secrets = new Map<string, string>();
const secret = (place: string) => {
  const value = `s3cret-${place}-${randomBytes(6).toString('hex')}`;
  secrets.set(place, value);
  return value;
};

const ADMIN = secret('admin');
const CLIENT = secret('client');
const USER = secret('user');
const INIT = secret('init');
const METRICS = secret('metrics');
const COLLECTOR = secret('collector');
const COLLECTOR_PASSWORD = secret('collector-password');
const BEARER = secret('bearer');
const HEADER = secret('header');
const ENV = secret('env');
const QUERY = secret('query');
const BODY = secret('body');
const WRONG = secret('wrong');
const BASIC = secret('basic');
const ARGUMENT = secret('argument');
const URL_PASSWORD = secret('url-password');
const URL_QUERY = secret('url-query');
const SECRET_KEY = randomBytes(32).toString('base64');
secrets.set('key', SECRET_KEY);

/** How the upstream answers calls. */
let behaviour: 'result' | 'tool error' | 'error' | 'status' | 'garbage' = 'result';
let server: ServerProcess;

/** An upstream that repeats all it gets, whatever it answers. */
async function echoing(): Promise<string> {
  const upstream = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const all = `${body} ${request.rawHeaders.join(' ')} ${request.url}`;
        if (request.method !== 'POST') return void response.writeHead(405).end();
        const { id, method } = JSON.parse(body) as { id?: number; method: string };
        if (id === undefined) return void response.writeHead(202).end();
        const send = (message: object) =>
          response
            .writeHead(200, { 'content-type': 'application/json' })
            .end(JSON.stringify({ jsonrpc: '2.0', id, ...message }));
        if (method === 'initialize') {
          const serverInfo = { name: 'echo', version: '1' };
          return send({ result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo } });
        }
        if (method === 'tools/list')
          return send({ result: { tools: [{ name: 't', inputSchema: { type: 'object' } }] } });
        const content = [{ type: 'text', text: all }];
        switch (behaviour) {
          case 'result':
            return send({ result: { content } });
          case 'tool error':
            return send({ result: { isError: true, content } });
          case 'error':
            return send({ error: { code: -32602, message: `invalid: ${all}`, data: all } });
          case 'status':
            return response.writeHead(500, { 'x-error': 'yes' }).end(all);
          case 'garbage':
            return response.writeHead(200, { 'content-type': 'application/json' }).end(`{"${all}`);
        }
      });
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  defer(() => void upstream.close().closeAllConnections());
  return `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/mcp?key=${URL_QUERY}`;
}

async function rest(
  path: string,
  { token = ADMIN, body, method = 'POST', headers }: Rest = {},
): Promise<number> {
  const answer = await fetch(server.url + path, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: typeof body === 'object' ? JSON.stringify(body) : body,
  });
  await answer.arrayBuffer();
  return answer.status;
}

interface Rest {
  token?: string;
  body?: object | string;
  method?: string;
  headers?: Record<string, string>;
}

async function administer(): Promise<void> {
  const api = '/api/v0';
  const http = { transport: 'streamable_http', bearer_token: BEARER, headers: { 'x-api-key': HEADER } };
  const url = await echoing();
  expect(await rest(`${api}/servers`, { body: { name: 'up', url, ...http } })).toBe(201);
  const env = { API_KEY: ENV };
  const definition = { ...program({ says: `my key is ${ENV}, my argument no secret` }), env };
  expect(await rest(`${api}/servers`, { body: { name: 'program', transport: 'stdio', ...definition } })).toBe(
    201,
  );
  const away = `http://user:${URL_PASSWORD}@127.0.0.1:1/mcp?key=${URL_QUERY}`;
  await rest(`${api}/servers`, { body: { name: 'away', url: away, ...http } });
  await rest(`${api}/servers`, { body: { name: 'bad', url: `http://u:${URL_PASSWORD}@[bad`, ...http } });
  await rest(`${api}/servers`, {
    body: { name: 'odd', unknown: BODY, bearer_token: [BEARER], headers: BODY },
  });
  const allow_list = ['*'];
  expect(await rest(`${api}/clients`, { body: { name: 'agent', allow_list, access_token: CLIENT } })).toBe(
    201,
  );
  expect(await rest(`${api}/users`, { body: { username: 'alice', access_token: USER } })).toBe(201);
  await rest(`${api}/clients`, { body: `{"access_token":"${BODY}", broken` });
  await rest(`${api}/server_configs?access_token=${QUERY}`, { method: 'GET' });
  await rest('/init', { token: INIT, body: { mode: 'enterprise' } });
  await rest('/metrics', { method: 'GET', token: METRICS });
  for (const path of [`${api}/servers`, '/mcp', '/metrics', '/nowhere', '/sse']) {
    await rest(`${path}?access_token=${QUERY}`, { method: 'GET', token: WRONG });
    await rest(path, { body: { access_token: BODY }, headers: { authorization: `Basic ${BASIC}` } });
  }
}

async function call(): Promise<void> {
  const legacy = new RawClient(`${server.url}/mcp`, CLIENT);
  await legacy.initialize();
  const modern = new ModernWire(new RawClient(`${server.url}/mcp`, CLIENT));
  const headers = { traceparent: `00-${TRACE}-b7ad6b7169203331-01` };
  const args = { text: ARGUMENT };
  for (behaviour of ['result', 'tool error', 'error', 'status', 'garbage'] as const) {
    const params = { name: 'up__t', arguments: args };
    await legacy.send({ body: legacy.rpc('tools/call', params), headers });
    await modern.callTool('up__t', args, { headers });
    await rest('/api/v0/tools/invoke', { token: USER, body: { name: 'up__t', ...args }, headers });
    await rest('/api/v0/tools/call', { token: USER, body: params });
  }
  await legacy.call('tools/call', { name: 'program__pid', arguments: args });
  await legacy.call('tools/call', { name: `up__${ARGUMENT}`, arguments: args });
  await rest('/api/v0/tools/call', { token: USER, body: { name: 'up__t', arguments: ARGUMENT } });
}

beforeAll(async () => {
  server = await ServerProcess.start({
    flags: ['--enterprise'],
    readyTimeoutMs: 90_000,
    env: {
      LOG_LEVEL: 'trace',
      LOG_FORMAT: 'json',
      SECRET_KEY,
      ADMIN_ACCESS_TOKEN: ADMIN,
      INIT_TOKEN: INIT,
      METRICS_TOKEN: METRICS,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://user:${COLLECTOR_PASSWORD}@127.0.0.1:1`,
      OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${COLLECTOR}`,
      OTEL_BSP_SCHEDULE_DELAY: '50',
    },
  });
  await administer();
  await call();
});

const lines = () =>
  server.log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, string>);

describe('the log at its most talkative', () => {
  it('was fed: it tells of requests, programs and failures', async () => {
    for (const words of [/tools\/call 502/, /my key is \*\*\*/, /POST \/mcp 200/]) {
      await eventually(() => expect(server.log).toMatch(words), 20_000);
    }
  });

  it('says of each request, and of what it led to, which it was and of which trace', () => {
    const ofRequests = lines().filter(({ context }) => context === 'Request' || context === 'ErrorFilter');
    expect(ofRequests.length).toBeGreaterThan(30);
    for (const line of ofRequests) {
      expect(line).toMatchObject({ request: expect.stringMatching(/^[0-9a-f]{10}-\w+$/) });
    }
    const traced = ofRequests.filter(({ trace }) => trace === TRACE);
    expect(traced.length).toBeGreaterThanOrEqual(15);
  });

  it('is of one line an event, each with level, time and words', () => {
    const printed = server.log
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('{'));
    expect(printed.filter((line) => !/^(MCPJungle|mcpjungle|\s*$)/.test(line))).toEqual(expect.any(Array));
    for (const line of lines()) {
      expect(line).toMatchObject({
        level: expect.stringMatching(/^(trace|debug|info|warn|error)$/),
        time: expect.stringMatching(/^20\d\d-.*Z$/),
        msg: expect.any(String),
      });
    }
  });

  it('holds none of the secrets, also when the server has stopped', async () => {
    await server.stop();
    const found = [...secrets].filter(([, value]) => server.log.includes(value)).map(([place]) => place);
    const where = found.flatMap((place) =>
      server.log.split('\n').filter((line) => line.includes(secrets.get(place)!)),
    );
    expect({ found, where }).toEqual({ found: [], where: [] });
  });

  it('holds no password of a database that cannot be reached', async () => {
    const password = 's3cret-of-the-database';
    for (const scheme of ['postgres', 'mysql']) {
      const env = { DATABASE_URL: `${scheme}://u:${password}@127.0.0.1:1/d`, SECRET_KEY, LOG_LEVEL: 'trace' };
      const { code, stdout, stderr } = await new Person({ env }).mcpjungle('start');
      expect(code).not.toBe(0);
      expect(stdout + stderr).toMatch(/127\.0\.0\.1:1/);
      expect(stdout + stderr).not.toContain(password);
    }
  });
});
