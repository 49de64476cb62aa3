import { beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../server/database/database.js';
import { McpClient } from '../../server/mcp-clients/mcp-client.entity.js';
import { RawClient } from '../gateway/support/raw-client.js';
import { eventually } from '../support/eventually.js';
import { TestApp } from '../support/test-app.js';

const WHOAMI = '/api/v0/users/whoami';
/** Few enough to be used up, and so many that a slow machine does not earn new ones meanwhile. */
const RPM = 6;

describe("a client's own limit", () => {
  it('holds without any other, and from the moment it is changed', async () => {
    const app = await TestApp.startEnterprise();
    const token = await app.createClient('agent');
    const client = new RawClient(`${app.url}/mcp`, token);
    await client.initialize();
    const ping = async () => (await client.send({ body: client.rpc('ping') })).status;
    for (let i = 0; i < 2 * RPM; i++) expect(await ping()).toBe(200);
    const limit = (rateLimitRpm: number | null) =>
      app.nest
        .get(Database)
        .change((manager) => manager.update(McpClient, { name: 'agent' }, { rateLimitRpm }));
    await limit(1);
    await eventually(async () => expect(await ping()).toBe(429));
    await limit(null);
    await eventually(async () => expect(await ping()).toBe(200));
  });
});

describe('RATE_LIMIT_RPM', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.startEnterprise({ env: { RATE_LIMIT_RPM: String(RPM) } });
  });

  it('answers 429 with Retry-After over REST, to one identity and not to another', async () => {
    const [alice, bob] = [await app.createUser('alice'), await app.createUser('bob')];
    for (let i = 0; i < RPM; i++) await app.get(WHOAMI, { token: alice }).expect(200);
    const { headers, body } = await app.get(WHOAMI, { token: alice }).expect(429);
    const seconds = Number(headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60 / RPM);
    expect(body).toEqual({
      error: `more than ${RPM} requests a minute; try again in ${seconds} s`,
      code: 'rate_limited',
    });
    await app.get(WHOAMI, { token: bob }).expect(200);
  });

  it('answers 429 with a JSON-RPC error over MCP', async () => {
    const client = new RawClient(`${app.url}/mcp`, await app.createClient('agent'));
    await client.initialize();
    for (let i = 1; i < RPM; i++) expect(await client.call('ping')).toMatchObject({ result: {} });
    const { status, headers, body } = await client.send({ body: client.rpc('ping') });
    expect([status, headers['content-type']]).toEqual([429, expect.stringContaining('application/json')]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(JSON.parse(body.toString())).toEqual({
      jsonrpc: '2.0',
      id: null,
      error: {
        code: -32000,
        message: expect.stringMatching(/^more than 6 requests a minute; try again in \d+ s$/),
        data: { code: 'rate_limited' },
      },
    });
  });

  it('leaves alone what needs no identity', async () => {
    for (let i = 0; i < 2 * RPM; i++) await app.get('/health').expect(200);
  });
});
