import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { RawClient } from '../gateway/support/raw-client.js';
import { startSdkServer } from '../gateway/support/sdk-server.js';
import { eventually } from '../support/eventually.js';
import { REDIS_PASSWORD, TestRedis } from '../support/redis.js';
import { ServerProcess } from '../support/server-process.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { temporaryFolder } from '../support/temp.js';

/** Nothing that happens within a test came by the database, unless it says so. */
const CHANGE_POLL_MS = '60000';
/** Longer than a silent network goes unnoticed. */
const NOTICED_MS = 40_000;
/** On a machine that does much else. */
const START_MS = 50_000;

type Admin = (method: string, path: string, body?: object) => Promise<Record<string, unknown>>;

/** Two processes of one gateway on one file, and what talks to them. */
class Replicas {
  private constructor(
    readonly servers: readonly [ServerProcess, ServerProcess],
    readonly admin: Admin,
  ) {}

  static async start(env: NodeJS.ProcessEnv): Promise<Replicas> {
    const shared = {
      DATABASE_URL: `sqlite:${temporaryFolder()}/test.db`,
      SECRET_KEY: randomBytes(32).toString('base64'),
      CHANGE_POLL_MS,
      LOG_LEVEL: 'trace',
      ...env,
    };
    const start = () =>
      ServerProcess.start({ flags: ['--enterprise'], env: shared, readyTimeoutMs: START_MS });
    const servers = [await start(), await start()] as const;
    const { url } = servers[0];
    let token = '';
    const admin: Admin = async (method, path, body) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
      return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    };
    token = (await admin('POST', '/init', { mode: 'enterprise' })).admin_access_token as string;
    return new Replicas(servers, admin);
  }

  async client(name: string): Promise<RawClient[]> {
    const { access_token: token } = await this.admin('POST', '/api/v0/clients', { name, allow_list: ['*'] });
    return this.servers.map(({ url }) => new RawClient(`${url}/mcp`, token as string));
  }

  /** @returns how long the second process went on to accept a token that the first had revoked */
  async revocationMs(name: string): Promise<number> {
    const [, there] = await this.client(name);
    await initialized(there!);
    const stream = await there!.listen();
    const startedAtMs = performance.now();
    await this.admin('DELETE', `/api/v0/clients/${name}`);
    await eventually(async () => expect(await statusOf(there!)).toBe(401), NOTICED_MS);
    await eventually(() => expect(stream.ended).toBe(true));
    return performance.now() - startedAtMs;
  }

  /** Waits until both say this of their event bus; they serve in any case. */
  async untilBus(status: 'up' | 'degraded'): Promise<void> {
    for (const { url } of this.servers) {
      await eventually(async () => {
        const answer = await fetch(`${url}/ready`);
        const body = (await answer.json()) as { status: string; parts: Record<string, { status: string }> };
        expect([answer.status, body.status, body.parts['event bus']!.status]).toEqual([200, 'ok', status]);
      }, NOTICED_MS);
    }
  }

  get log(): string {
    return this.servers.map(({ log }) => log).join('');
  }

  async stop(): Promise<void> {
    const codes = await Promise.all(this.servers.map((server) => server.stop()));
    expect(codes).toEqual([0, 0]);
  }
}

/** Until the process knows the client, and the tool. */
async function initialized(client: RawClient, tool?: string): Promise<void> {
  await eventually(async () => {
    await client.initialize();
    const { result } = await client.call('tools/list');
    const names = (result.tools as { name: string }[]).map(({ name }) => name);
    if (tool !== undefined) expect(names).toContain(tool);
  }, NOTICED_MS);
}

async function statusOf(client: RawClient): Promise<number> {
  return (await client.send({ body: client.rpc('ping') })).status;
}

describe('Redis', () => {
  let redis: TestRedis;
  let replicas: Replicas;

  beforeAll(async () => {
    redis = await TestRedis.absent();
    replicas = await Replicas.start({ REDIS_URL: redis.url, CHANGE_POLL_MS: '500' });
  }, 120_000);

  it('that is absent at start stops nobody; a line of the log and /ready say so', async () => {
    await replicas.untilBus('degraded');
    for (const { log } of replicas.servers) {
      expect(log.match(/Redis is not reached.*ECONNREFUSED/g)).toHaveLength(1);
    }
    await replicas.revocationMs('early');
  });

  it('is used as soon as it is there', async () => {
    await redis.restart();
    await replicas.untilBus('up');
    expect(replicas.log.match(/Redis is reached again/g)).toHaveLength(2);
  });

  it('may be killed and come back under calls, of which none fails', async () => {
    const { url } = await startSdkServer((server) => {
      server.registerTool('nothing', {}, () => ({ content: [] }));
    });
    await replicas.admin('POST', '/api/v0/servers', { name: 's', url, transport: 'streamable_http' });
    const clients = await replicas.client('busy');
    for (const client of clients) await initialized(client, 's__nothing');
    let isDone = false;
    let calls = 0;
    const callers = clients.map(async (client) => {
      while (!isDone) {
        const { result } = await client.call('tools/call', { name: 's__nothing' });
        expect(result).toEqual({ content: [] });
        calls++;
      }
    });
    await redis.kill();
    await replicas.untilBus('degraded');
    await replicas.revocationMs('meanwhile');
    const before = calls;
    await redis.restart();
    await replicas.untilBus('up');
    await eventually(() => expect(calls).toBeGreaterThan(before + 10), NOTICED_MS);
    isDone = true;
    await Promise.all(callers);
  }, 120_000);

  it('is let go at shutdown, and nothing of its password was logged', async () => {
    const observer = await redis.connect();
    expect(await observer.client('LIST')).toContain('name=mcpjungle');
    await replicas.stop();
    await eventually(async () => expect(await observer.client('LIST')).not.toContain('name=mcpjungle'));
    observer.disconnect();
    expect(replicas.log).toContain('Redis');
    for (const secret of [REDIS_PASSWORD, encodeURIComponent(REDIS_PASSWORD)]) {
      expect(replicas.log).not.toContain(secret);
    }
  });
});

describe('a Redis that refuses the password', () => {
  it('is said to, without the password', async () => {
    const redis = await TestRedis.start();
    const wrong = 'another-secret-that-is-wrong';
    const env = { REDIS_URL: `redis://:${wrong}@127.0.0.1:${redis.port}`, LOG_LEVEL: 'trace' };
    const server = await ServerProcess.start({ env, readyTimeoutMs: START_MS });
    await server.program.waitForOutput(/Redis is not reached.*WRONGPASS/);
    const { parts } = (await (await fetch(`${server.url}/ready`)).json()) as { parts: object };
    expect(parts).toMatchObject({
      'event bus': { status: 'degraded', message: expect.stringMatching(/WRONGPASS/) },
    });
    expect(server.log + JSON.stringify(parts)).not.toContain(wrong);
    expect(await server.stop()).toBe(0);
  }, 120_000);
});

describe('a network that swallows what is sent to Redis', () => {
  it('is noticed, and used again when it is mended; meanwhile the database tells', async () => {
    const redis = await TestRedis.start();
    const wire = await TcpProxy.open(redis.port);
    const replicas = await Replicas.start({ REDIS_URL: redis.urlAt(wire.port), CHANGE_POLL_MS: '500' });
    await replicas.untilBus('up');
    wire.hold();
    await replicas.revocationMs('held');
    await replicas.untilBus('degraded');
    wire.release();
    await replicas.untilBus('up');
    await replicas.stop();
  }, 120_000);
});

describe('whoever else uses that Redis', () => {
  it('can neither read what replicas say nor say anything', async () => {
    const redis = await TestRedis.start();
    const replicas = await Replicas.start({ REDIS_URL: redis.url });
    await replicas.untilBus('up');
    const heard: [channel: string, text: string][] = [];
    const [listener, speaker] = [await redis.connect(), await redis.connect()];
    listener.on('pmessage', (_pattern, channel: string, text: string) => heard.push([channel, text]));
    await listener.psubscribe('*');
    const [here, there] = await replicas.client('agent');
    await initialized(there!);
    here!.sessionId = there!.sessionId;
    await eventually(async () => expect(await statusOf(here!)).toBe(200));
    await replicas.admin('DELETE', '/api/v0/clients/agent');
    await eventually(async () => expect(await statusOf(there!)).toBe(401));
    const beats = heard.filter(([, text]) => text === '.');
    const messages = heard.filter(([, text]) => text !== '.');
    expect(messages.length).toBeGreaterThan(0);
    for (const [, text] of messages) expect(text).toMatch(/^v1\.[\w-]+\.[\w-]+$/);
    const all = messages[0]![0];
    const own = new Set([...beats.map(([channel]) => channel), all]);
    const lies = ['', '.', '{}', 'v1.x.y', '\u0000', 'x'.repeat(1_000_000), messages[0]![1]];
    for (const channel of own) for (const lie of lies) await speaker.publish(channel, lie);
    expect(await speaker.keys('*')).toEqual([]);
    await replicas.revocationMs('after');
    listener.disconnect();
    speaker.disconnect();
    await replicas.stop();
  }, 120_000);
});
