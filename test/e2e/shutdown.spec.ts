import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../server/config/load-config.js';
import { startServer } from '../../server/start.js';
import { eventually } from '../support/eventually.js';
import { ServerProcess } from '../support/server-process.js';
import { temporaryFolder } from '../support/temp.js';
import { TestApp } from '../support/test-app.js';

const BODY = JSON.stringify({ mode: 'development' });

/** A request that is under way: its body has not arrived in full. */
class UnfinishedRequest {
  answer = '';

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.answer += chunk.toString()));
    socket.on('error', () => {});
  }

  static async begin(url: string): Promise<UnfinishedRequest> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    const request = new UnfinishedRequest(socket);
    socket.write(
      `POST /init HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n{`,
    );
    // A second request on another connection is answered: the server has seen the first one by then.
    await fetch(`${url}/health`);
    return request;
  }

  /** Sends the rest, and `more` behind it on the same connection. */
  async finish(more = ''): Promise<string> {
    this.socket.write(BODY.slice(1) + more);
    if (!this.socket.closed) await once(this.socket, 'close');
    return this.answer;
  }
}

const refused = (url: string) =>
  fetch(`${url}/health`, { headers: { Connection: 'close' } }).then(
    () => false,
    () => true,
  );

describe('close', () => {
  it('takes no new connection, lets a request end, then is done', async () => {
    const app = await TestApp.start();
    const request = await UnfinishedRequest.begin(app.url);
    let closed = false;
    const closing = app.close().then(() => (closed = true));
    await eventually(async () => expect(await refused(app.url)).toBe(true));
    expect(closed).toBe(false);
    expect(await request.finish()).toMatch(/^HTTP\/1\.1 400 [^]*already_initialized/);
    await closing;
    await expect(app.close()).resolves.toBeUndefined();
  });

  it('answers what comes behind it on the same connection, and then ends that connection', async () => {
    const app = await TestApp.start();
    const request = await UnfinishedRequest.begin(app.url);
    const closing = app.close();
    await eventually(async () => expect(await refused(app.url)).toBe(true));
    const answer = await request.finish('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(answer).toMatch(/already_initialized[^]*HTTP\/1\.1 200 OK[^]*connection: close[^]*"ok"/i);
    await closing;
  });

  it('does not wait for connections on which nothing happens', async () => {
    const app = await TestApp.start();
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve) => {
      get(`${app.url}/health`, { agent }, (answer) => answer.resume().once('end', () => resolve()));
    });
    const startedMs = Date.now();
    await app.close();
    expect(Date.now() - startedMs).toBeLessThan(10_000);
    agent.destroy();
  });

  it('does not wait for connections that were only opened', async () => {
    const app = await TestApp.start();
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const startedMs = Date.now();
    await app.close();
    expect(Date.now() - startedMs).toBeLessThan(10_000);
  });
});

describe('the process', () => {
  it('ends with 0 on SIGTERM, when the request under way has been answered', async () => {
    const server = await ServerProcess.start();
    const request = await UnfinishedRequest.begin(server.url);
    const stopped = server.stop();
    await eventually(async () => expect(await refused(server.url)).toBe(true));
    expect(server.program.running).toBe(true);
    expect(await request.finish()).toContain('already_initialized');
    expect(await stopped).toBe(0);
  });

  it('ends at once on a second signal', async () => {
    const server = await ServerProcess.start();
    await UnfinishedRequest.begin(server.url);
    const first = server.stop();
    await eventually(async () => expect(await refused(server.url)).toBe(true));
    const startedMs = Date.now();
    await server.stop();
    expect(await first).not.toBe(0);
    expect(Date.now() - startedMs).toBeLessThan(10_000);
  });
});

describe('an error nobody caught', () => {
  it('is logged, and the server goes on', async () => {
    const [preload, trigger] = ['stray.mjs', 'trigger'].map((name) => join(temporaryFolder(), name));
    writeFileSync(
      preload!,
      `import { existsSync, rmSync } from 'node:fs';
       const stray = () => { rmSync('${trigger}'); void Promise.reject(new Error('a stray rejection')); };
       setInterval(() => existsSync('${trigger}') && stray(), 20).unref();`,
    );
    const server = await ServerProcess.start({ env: { NODE_OPTIONS: `--import=${preload}` } });
    writeFileSync(trigger!, '');
    await server.program.waitForOutput(/an error nobody caught/);
    expect(server.log).toContain('a stray rejection');
    await fetch(`${server.url}/health`);
    expect(await server.stop()).toBe(0);
  });
});

describe('a start that cannot be', () => {
  const start = (env: NodeJS.ProcessEnv) =>
    startServer(loadConfig({ env: { LOG_LEVEL: 'silent', ...env }, cwd: temporaryFolder() }));

  it('says so in one line when the port is in use', async () => {
    const other = await TestApp.start();
    await expect(start({ PORT: new URL(other.url).port })).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(
        /^127\.0\.0\.1:\d+ is in use by another program; choose another port with --port or PORT$/,
      ),
    });
  });

  it('says so in one line when the address is not of this machine', async () => {
    await expect(start({ PORT: '0', HOST: '203.0.113.1' })).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(/^203\.0\.113\.1:0 is no address of this machine; .*--host or HOST$/),
    });
  });
});
