import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { BARE_ENV, CHECKOUT, CLI_PROGRAM } from '../support/checkout.js';
import { defer } from '../support/cleanup.js';
import { Person } from '../support/cli-process.js';
import { freePort } from '../support/ports.js';
import { Program } from '../support/program.js';
import { temporaryFolder } from '../support/temp.js';

function start(flags: string[], env: NodeJS.ProcessEnv = {}): Program {
  const cwd = temporaryFolder();
  return new Program(process.execPath, [CLI_PROGRAM, 'start', ...flags], {
    cwd,
    env: { ...BARE_ENV, HOME: cwd, LOG_LEVEL: 'silent', ...env },
  });
}

describe('start', () => {
  it('prints mode, database, gateway and API docs, and ends with 0 when it is told to', async () => {
    const port = await freePort();
    const server = start(['--port', String(port), '--sqlite-db-path', 'my.db']);
    const [printed] = await server.waitForOutput(/^mcpjungle runs[^]*\/docs\n/);
    expect(printed).toMatch(
      new RegExp(
        '^mcpjungle runs in development mode\\.\n' +
          ' {2}Database {2}SQLite /.*/my\\.db\n' +
          ` {2}Gateway {3}http://127\\.0\\.0\\.1:${port}/mcp\n` +
          ` {2}API docs {2}http://127\\.0\\.0\\.1:${port}/docs\n$`,
      ),
    );
    expect(await server.stop('SIGTERM')).toBe(0);
  });

  it('in enterprise mode says to run init-server, and ends with 0 on Ctrl-C', async () => {
    const server = start(['--enterprise', '--host', '127.0.0.1', '--port', '0']);
    const [, port] = await server.waitForOutput(/enterprise mode[^]*http:\/\/127\.0\.0\.1:(\d+)\/mcp/);
    await server.waitForOutput(
      new RegExp(`mcpjungle --registry http://127\\.0\\.0\\.1:${port} init-server\n`),
    );
    expect(await server.stop('SIGINT')).toBe(0);
  });

  it('prints one document a line with --json', async () => {
    const server = start(['--prod', '--port', '0', '--json'], { HOST: '127.0.0.1' });
    await server.waitForOutput(/}\n/);
    expect(server.output).toMatch(/^warning: --prod is deprecated: use --enterprise\n\{/);
    const [, line = ''] = server.output.split('\n');
    expect(JSON.parse(line)).toEqual({
      mode: 'enterprise',
      database: expect.stringMatching(/^SQLite /),
      initialized: false,
      gateway_url: expect.stringMatching(/^http:.*\/mcp$/),
      api_docs_url: expect.stringMatching(/^http:.*\/docs$/),
    });
    await server.stop();
  });

  it.each<[string, string, NodeJS.ProcessEnv, string]>([
    ['a wrong variable', '', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud"; it takes'],
    ['an unknown database', '--database-url oracle://u:s3cret@h', {}, '--database-url is not a database URL'],
    ['a folder as the database', '--sqlite-db-path .', { LOG_LEVEL: 'silent' }, 'is a folder'],
  ])('with %s prints one line', async (_, flags, env, message) => {
    const { code, stdout, stderr } = await new Person().types(`mcpjungle start --port 0 ${flags}`, env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: cannot start: [^\n]*\n$/);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('s3cret');
  });

  it('says which port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    defer(() => other.close());
    const { port } = other.address() as { port: number };
    const { code, stderr } = await new Person().types(`mcpjungle start --port ${port}`);
    expect(code).toBe(1);
    expect(stderr).toContain(`error: cannot start: 127.0.0.1:${port} is in use`);
  });
});

describe('every other command', () => {
  it('loads few files, and of them neither the server nor other commands', async () => {
    const folder = mkdtempSync(join(temporaryFolder(), 'coverage-'));
    await new Person().types('mcpjungle version', { NODE_V8_COVERAGE: folder });
    const [file = ''] = readdirSync(folder);
    const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { result: { url: string }[] };
    const loaded = result.flatMap(({ url }) => (url.startsWith('file:') ? fileURLToPath(url) : []));
    expect(loaded.length).toBeLessThan(25);
    const sources = loaded.filter((path) => path.includes('/dist/')).flatMap(sourcesOf);
    expect(sources).toContain('cli/plugins/server/commands/version.ts');
    expect(
      sources.filter((path) => /^server\/|nestjs|typeorm|\/yaml\/|commands\/(?!version)/.test(path)),
    ).toEqual([]);
  });
});

/** What was put into a file of the build. */
function sourcesOf(path: string): string[] {
  const { sources } = JSON.parse(readFileSync(`${path}.map`, 'utf8')) as { sources: string[] };
  return sources.map((source) => relative(CHECKOUT, resolve(dirname(path), source)));
}
