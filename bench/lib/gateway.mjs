import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { answering, atEnd, end, freePort, temporaryFolder } from './peers.mjs';

const PROGRAM = fileURLToPath(new URL('../../cli/bin/run.js', import.meta.url));

/** The gateway as it is run in earnest: enterprise mode, SQLite, an admin, registered upstreams. */
export class Gateway {
  #adminToken;

  constructor(url, child) {
    this.url = url;
    this.pid = child.pid;
  }

  static async start() {
    const port = await freePort();
    const cwd = await temporaryFolder();
    const child = spawn(process.execPath, [PROGRAM, 'start', '--enterprise'], {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'error' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    atEnd(() => end(child));
    const gateway = new Gateway(`http://127.0.0.1:${port}`, child);
    await answering(`${gateway.url}/health`);
    const { admin_access_token: token } = await gateway.#post('/init', { mode: 'enterprise' });
    gateway.#adminToken = token;
    return gateway;
  }

  async register(name, url) {
    await this.#post('/api/v0/servers', { name, transport: 'streamable_http', url });
  }

  /** @returns the token of a new client that may reach these servers */
  async createClient(name, allow_list) {
    return (await this.#post('/api/v0/clients', { name, allow_list })).access_token;
  }

  async #post(path, body) {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.#adminToken && { authorization: `Bearer ${this.#adminToken}` }),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}
