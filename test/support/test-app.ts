import { randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';
import { loadConfig } from '../../server/config/load-config.js';
import { type RunningServer, startServer } from '../../server/start.js';
import { defer } from './cleanup.js';
import { temporaryFolder } from './temp.js';

export interface TestAppOptions {
  /** Variables of the configuration. */
  env?: NodeJS.ProcessEnv;
  /** DATABASE_URL; a new SQLite file if absent. */
  databaseUrl?: string;
}

interface RequestOptions {
  token?: string;
  body?: object;
  headers?: Record<string, string>;
}

/** The whole server within this process, on a port of its own; closed with the test file at the latest. */
export class TestApp {
  /** The token of the user `admin`, once the app is initialized. */
  adminToken = '';

  private constructor(
    private readonly server: RunningServer,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Starts a server; in development mode unless `env` says otherwise. */
  static async start({ env = {}, databaseUrl }: TestAppOptions = {}): Promise<TestApp> {
    const whole = {
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'silent',
      CHANGE_POLL_MS: '50',
      SECRET_KEY: randomBytes(32).toString('base64'),
      DATABASE_URL: databaseUrl ?? `sqlite:${temporaryFolder()}/test.db`,
      ...env,
    };
    const app = new TestApp(await startServer(loadConfig({ env: whole, cwd: temporaryFolder() })), whole);
    defer(() => app.close());
    return app;
  }

  /** Starts an enterprise server and initializes it. */
  static async startEnterprise({ env, databaseUrl }: TestAppOptions = {}): Promise<TestApp> {
    const app = await TestApp.start({ env: { SERVER_MODE: 'enterprise', ...env }, databaseUrl });
    const { body } = await app.post('/init', { body: { mode: 'enterprise' } }).expect(200);
    app.adminToken = (body as { admin_access_token: string }).admin_access_token;
    return app;
  }

  get url(): string {
    return this.server.url;
  }

  get nest(): NestFastifyApplication {
    return this.server.app;
  }

  get databaseUrl(): string {
    return this.env.DATABASE_URL!;
  }

  /** Another server on the same database, with the same keys. */
  async another(env: NodeJS.ProcessEnv = {}): Promise<TestApp> {
    const other = await TestApp.start({ env: { ...this.env, ...env } });
    other.adminToken = this.adminToken;
    return other;
  }

  /** Ends this server and starts it again on what it left. */
  async restart(env: NodeJS.ProcessEnv = {}): Promise<TestApp> {
    await this.close();
    return this.another(env);
  }

  close(): Promise<void> {
    return this.server.close();
  }

  get(path: string, options?: RequestOptions): supertest.Test {
    return this.send('get', path, options);
  }

  post(path: string, options?: RequestOptions): supertest.Test {
    return this.send('post', path, options);
  }

  put(path: string, options?: RequestOptions): supertest.Test {
    return this.send('put', path, options);
  }

  delete(path: string, options?: RequestOptions): supertest.Test {
    return this.send('delete', path, options);
  }

  /** @returns the token of a new user */
  createUser(username: string, fields: object = {}): Promise<string> {
    return this.create('/api/v0/users', { username, ...fields });
  }

  /** @returns the token of a new MCP client */
  createClient(name: string, fields: object = {}): Promise<string> {
    return this.create('/api/v0/clients', { name, ...fields });
  }

  send(
    method: 'get' | 'post' | 'put' | 'patch' | 'delete' | 'options',
    path: string,
    { token, body, headers = {} }: RequestOptions = {},
  ): supertest.Test {
    const request = supertest(this.url)[method](path).set(headers);
    if (token !== undefined) void request.set('Authorization', `Bearer ${token}`);
    return body === undefined ? request : request.send(body);
  }

  private async create(path: string, body: object): Promise<string> {
    const answer = await this.post(path, { token: this.adminToken, body }).expect(201);
    return (answer.body as { access_token: string }).access_token;
  }
}
