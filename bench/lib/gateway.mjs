import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { answering, atEnd, end, freePort, temporaryFolder } from './peers.mjs';

export const PROGRAM = fileURLToPath(new URL('../../cli/bin/run.js', import.meta.url));

/** The gateway as it is run in earnest: SQLite, registered upstreams; in enterprise mode, with an admin, unless told otherwise. */
export class Gateway {
  #adminToken;
  #child;

  constructor(url, child, mode) {
    this.url = url;
    /** Lets everybody in. */
    this.isOpen = mode === 'development';
    this.mcp = `${url}/mcp`;
    this.#child = child;
    this.pid = child.pid;
  }

  /** Starts it and initialises it. @param options as those of `spawn`, the folder a new one unless given */
  static async start(options = {}) {
    const gateway = await Gateway.spawn({ folder: options.folder ?? (await temporaryFolder()), ...options });
    if (!gateway.isOpen) {
      const { admin_access_token: token } = await gateway.#post('/init', { mode: 'enterprise' });
      gateway.#adminToken = token;
    }
    return gateway;
  }

  /** Starts the program in a folder that holds its database, and waits until it answers. */
  static async spawn({ folder, env = {}, nodeFlags = [], mode = 'enterprise' }) {
    const port = await freePort();
    const child = spawn(
      process.execPath,
      [...nodeFlags, PROGRAM, 'start', ...(mode === 'enterprise' ? ['--enterprise'] : [])],
      {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          PORT: String(port),
          HOST: '127.0.0.1',
          LOG_LEVEL: 'error',
          // As the image and npm start have it.
          NODE_OPTIONS: '--max-semi-space-size=32',
          ...env,
        },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    atEnd(() => end(child));
    const gateway = new Gateway(`http://127.0.0.1:${port}`, child, mode);
    await answering(`${gateway.url}/health`);
    return gateway;
  }

  /** Ends the program; what it stored stays. */
  stop() {
    return end(this.#child);
  }

  /** @param definition without its name, of the transport streamable_http unless it says otherwise */
  async register(name, definition) {
    await this.#post('/api/v0/servers', { name, transport: 'streamable_http', ...definition });
  }

  async deregister(name) {
    await this.#send('DELETE', `/api/v0/servers/${name}`);
  }

  /** @returns all registered servers, as the REST API shows them */
  servers() {
    return this.#send('GET', '/api/v0/servers');
  }

  /** @returns what a metric says now, all of its series added up */
  async gauge(name) {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const samples = text.split('\n').filter((line) => line.startsWith(`${name}{`));
    if (samples.length === 0) throw new Error(`/metrics has no ${name}`);
    return samples.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  /** @returns the token of a new client that may reach these servers, @param grants its other fields */
  async createClient(name, allow_list, grants = {}) {
    return (await this.#post('/api/v0/clients', { name, allow_list, ...grants })).access_token;
  }

  #post(path, body) {
    return this.#send('POST', path, body);
  }

  async #send(method, path, body) {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(this.#adminToken && { authorization: `Bearer ${this.#adminToken}` }),
      },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  }
}
