import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { BARE_ENV } from './checkout.js';
import { freePort } from './ports.js';
import { Program } from './program.js';
import { temporaryFolder } from './temp.js';

const START_TIMEOUT_MS = 30_000;

/** What nobody but the gateways under test knows; of characters that a URL has to encode. */
export const REDIS_PASSWORD = 'p/ss:w@rd?nobody-else-knows';

/** A Redis of this test file's own; gone with the file. */
export class TestRedis {
  private program: Program | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(): Promise<TestRedis> {
    const redis = await TestRedis.absent();
    await redis.restart();
    return redis;
  }

  /** A place where one can be started later. */
  static async absent(): Promise<TestRedis> {
    return new TestRedis(await freePort(), temporaryFolder());
  }

  get url(): string {
    return this.urlAt(this.port);
  }

  /** The URL for one who comes by another port. */
  urlAt(port: number): string {
    return `redis://:${encodeURIComponent(REDIS_PASSWORD)}@127.0.0.1:${port}`;
  }

  /** Ends it without a chance to say goodbye. */
  async kill(): Promise<void> {
    await this.program?.kill();
    this.program = undefined;
  }

  async restart(): Promise<void> {
    await this.kill();
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--dir', this.folder];
    const secret = ['--requirepass', REDIS_PASSWORD];
    this.program = new Program('redis-server', [...args, ...secret], { cwd: this.folder, env: BARE_ENV });
    const deadlineMs = Date.now() + START_TIMEOUT_MS;
    while (!(await this.answers())) {
      if (!this.program.running || Date.now() > deadlineMs) {
        throw new Error(`redis-server did not come up:\n${this.program.output}`);
      }
      await sleep(20);
    }
  }

  /** A connection of the test's own. */
  async connect(): Promise<Redis> {
    const redis = new Redis(this.url, { lazyConnect: true, retryStrategy: null });
    redis.on('error', () => {});
    await redis.connect();
    return redis;
  }

  private async answers(): Promise<boolean> {
    try {
      (await this.connect()).disconnect();
      return true;
    } catch {
      return false;
    }
  }
}
