import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { BARE_ENV } from './checkout.js';
import { MARIADB, PASSWORD, POSTGRES, type Product, USER } from './database-products.js';
import type { Authority } from './certificates.js';
import { freePort } from './ports.js';
import { Program } from './program.js';
import { temporaryFolder } from './temp.js';

const START_TIMEOUT_MS = 60_000;

interface DatabaseServerOptions {
  /** Only TLS connections are accepted, with a certificate of this authority for `names`. */
  authority?: Authority;
  /** What the certificate is for. */
  names?: string;
}

/** A database server of this test file's own, in a temporary folder; gone with the file. */
export class TestDatabaseServer {
  private program: Program | undefined;
  private databases = 0;

  private constructor(
    private readonly product: Product,
    private readonly place: { folder: string; port: number; tls: boolean },
  ) {}

  static async start(product: Product, { authority, names = 'IP:127.0.0.1' }: DatabaseServerOptions = {}) {
    const place = { folder: temporaryFolder(), port: await freePort(), tls: authority !== undefined };
    authority?.issue(place.folder, names);
    product.prepare(place);
    const server = new TestDatabaseServer(product, place);
    await server.restart();
    return server;
  }

  get port(): number {
    return this.place.port;
  }

  /** The administrator's URL, with a database that is always there. */
  get url(): string {
    return this.urlOf(this.product.home);
  }

  /** @returns the URL of a new, empty database */
  async freshDatabase(): Promise<string> {
    const name = `test_${++this.databases}`;
    await this.execute(`CREATE DATABASE ${name}`);
    return this.urlOf(name);
  }

  /** Runs one statement as the administrator. */
  async execute(sql: string, url = this.url): Promise<void> {
    const ssl = this.place.tls ? { rejectUnauthorized: false } : undefined;
    const source = await new DataSource({ type: this.product.type, url, ssl }).initialize();
    await source.query(sql).finally(() => source.destroy());
  }

  /** Ends the server and all connections to it; what was committed stays. */
  async stop(): Promise<void> {
    await this.program?.stop(this.product.stopSignal);
    this.program = undefined;
  }

  /** Starts it again on the same port, with what it held. */
  async restart(): Promise<void> {
    await this.stop();
    const [command, ...args] = this.product.command(this.place);
    this.program = new Program(command, args, { cwd: this.place.folder, env: BARE_ENV });
    const deadlineMs = Date.now() + START_TIMEOUT_MS;
    while (!(await this.answers())) {
      if (!this.program.running || Date.now() > deadlineMs) {
        throw new Error(`${command} did not come up:\n${this.program.output}`);
      }
      await sleep(50);
    }
  }

  private answers(): Promise<boolean> {
    return this.execute('SELECT 1').then(
      () => true,
      () => false,
    );
  }

  private urlOf(database: string): string {
    const [user, password] = [USER, PASSWORD].map(encodeURIComponent);
    return `${this.product.type}://${user}:${password}@127.0.0.1:${this.place.port}/${database}`;
  }
}

export function startMariaDb(options?: DatabaseServerOptions): Promise<TestDatabaseServer> {
  return TestDatabaseServer.start(MARIADB, options);
}

export function startPostgres(options?: DatabaseServerOptions): Promise<TestDatabaseServer> {
  return TestDatabaseServer.start(POSTGRES, options);
}
