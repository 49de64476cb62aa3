import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { defer } from '../support/cleanup.js';
import { Person } from '../support/cli-process.js';
import { freePort } from '../support/ports.js';
import { TestApp } from '../support/test-app.js';

/** Something that listens but is not mcpjungle. @returns its URL */
async function somethingElse(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('reaching the server', () => {
  let app: TestApp;
  let nobody: string;

  beforeAll(async () => {
    app = await TestApp.start();
    nobody = `http://127.0.0.1:${await freePort()}`;
  });

  it('takes --registry before and behind the command', async () => {
    const person = new Person({ env: { MCPJUNGLE_REGISTRY: nobody } });
    for (const typed of [`--registry ${app.url} list servers`, `list servers --registry=${app.url}/`]) {
      const { code, stderr } = await person.types(`mcpjungle ${typed}`);
      expect([code, stderr]).toEqual([0, expect.stringContaining('There are no MCP servers yet')]);
    }
  });

  it('tells how to store the address, until it is stored', async () => {
    const person = new Person();
    const first = await person.types(`mcpjungle --registry ${app.url} list servers --json`);
    expect(first.stdout).toBe('[]\n');
    const [, tip = ''] = /^tip: to store this URL: (.*)\n$/.exec(first.stderr) ?? [];
    await person.types(tip);
    const second = await person.types('mcpjungle list servers --json');
    expect(second).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
    const third = await person.types(`mcpjungle --registry ${app.url} list servers --json`);
    expect(third.stderr).toBe('');
  });

  it('names a config file that is not YAML', async () => {
    const person = new Person();
    const path = join(person.home, 'conf');
    writeFileSync(path, 'a: [');
    const { code, stderr } = await person.types('mcpjungle whoami', { MCPJUNGLE_CONFIG: path });
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^error: ${path}: is not YAML: .*\n$`));
  });

  it('says that nobody is there', async () => {
    const person = new Person({ env: { MCPJUNGLE_REGISTRY: nobody } });
    const message = `cannot reach ${nobody} (is the server running?): the connection was refused`;
    expect(await person.types('mcpjungle list tools')).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: ${message}\n`,
    });
    const asJson = await person.types('mcpjungle list tools --json');
    expect(JSON.parse(asJson.stdout)).toEqual({ error: { message, status: null, code: 'unreachable' } });
  });

  it('says that there is no such host', async () => {
    const person = new Person({ env: { MCPJUNGLE_REGISTRY: 'http://nobody.invalid:8080' } });
    const { code, stderr } = await person.types('mcpjungle list tools');
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^error: cannot reach http:\/\/nobody\.invalid:8080 \(is the server running\?\): the.*host/,
      ),
    ]);
  });

  it.each<[string, RequestListener, (url: string) => string]>([
    [
      'a web page',
      (_, answer) => void answer.setHeader('content-type', 'text/html').end('<html>'),
      (url) => `${url} does not answer like an mcpjungle server (status 200); is the URL right?`,
    ],
    [
      'an error page',
      (_, answer) => void answer.writeHead(502).end('<html>Bad gateway'),
      (url) => `${url} does not answer like an mcpjungle server (status 502); is the URL right?`,
    ],
    [
      'a redirect',
      (request, answer) => void answer.writeHead(301, { location: `https://h${request.url}` }).end(),
      (url) => `${url} redirects to https://h/api/v0/tools; is the URL right?`,
    ],
    [
      'a connection that breaks off',
      (_, answer) => {
        answer.writeHead(200, { 'content-length': '100' });
        answer.write('[', () => answer.destroy());
      },
      (url) => `cannot reach ${url} (is the server running?): the connection broke off`,
    ],
    [
      'what breaks off before that',
      (request) => void request.socket.destroy(),
      (url) => `cannot reach ${url} (is the server running?): the connection broke off`,
    ],
  ])('says so when it meets %s', async (_, listener, message) => {
    const url = await somethingElse(listener);
    const { code, stdout, stderr } = await new Person().types('mcpjungle list tools', {
      MCPJUNGLE_REGISTRY: url,
    });
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: `error: ${message(url)}\n` });
  });

  it('never sends a token where a redirect leads', async () => {
    const seen: unknown[] = [];
    const target = await somethingElse((request, answer) => {
      seen.push(request.headers);
      answer.end('[]');
    });
    const url = await somethingElse((_, answer) => void answer.writeHead(307, { location: target }).end());
    const env = { MCPJUNGLE_REGISTRY: url, MCPJUNGLE_ACCESS_TOKEN: 'secret-token' };
    expect((await new Person().types('mcpjungle list tools', env)).code).toBe(1);
    expect(seen).toEqual([]);
  });

  it('waits for a version no longer than 5 seconds', async () => {
    const url = await somethingElse(() => undefined);
    const startedAt = performance.now();
    const { code, stdout, stderr } = await new Person().types('mcpjungle --version', {
      MCPJUNGLE_REGISTRY: url,
    });
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^CLI version: {4}v\d.*\nServer version: unknown\nServer URL: {5}http/);
    expect(stderr).toBe(`no version from the server: no answer from ${url} within 5 seconds\n`);
  });

  it('prints both versions', async () => {
    const person = new Person({ env: { MCPJUNGLE_REGISTRY: app.url } });
    const { stdout } = await person.types('mcpjungle version --json');
    expect(JSON.parse(stdout)).toEqual({
      cli_version: expect.stringMatching(/^v\d/),
      server_version: expect.stringMatching(/^v\d/),
      server_mode: 'development',
      server_url: app.url,
    });
  });
});
