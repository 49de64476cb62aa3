import { statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { connectAgent, toolNames } from '../support/agent.js';
import { type CliResult, Person } from '../support/cli-process.js';
import { startEnterprise, succeed, tokenIn } from '../support/deployment.js';
import { everythingBehindToken } from '../support/everything.js';
import type { Front } from '../support/front.js';
import type { ServerProcess } from '../support/server-process.js';

const UPSTREAM_TOKEN = 'ghp_your_token';

/** The steps as the documentation prints them, in order; only host, upstream URL and token differ. */
describe('the typical setup flow', () => {
  const admin = new Person();
  let server: ServerProcess;
  let upstream: Front;
  let created: CliResult;

  beforeAll(async () => {
    upstream = await everythingBehindToken(UPSTREAM_TOKEN);
  });

  it('1: starts the server in enterprise mode', async () => {
    server = await startEnterprise();
    await server.program.waitForOutput(/init-server/);
    expect(server.log).toContain(`${server.url}/mcp`);
    expect(server.log).toContain('enterprise');
  });

  it('2: initializes the server once', async () => {
    const { stdout } = await succeed(admin.types(`mcpjungle --registry ${server.url} init-server`));
    const file = join(admin.home, '.mcpjungle.conf');
    expect(stdout).toContain(file);
    expect(stdout).not.toMatch(/mcpj_/);
    expect(admin.configFile).toContain(`registry_url: ${server.url}`);
    expect(admin.configFile).toMatch(/access_token: mcpj_a_/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('3: registers an upstream MCP server', async () => {
    const { stdout } = await succeed(
      admin.types(`mcpjungle register --name github --url ${upstream.url} \\
  --bearer-token ${UPSTREAM_TOKEN}`),
    );
    expect(stdout).toContain('github__echo');
    expect(stdout).not.toContain(UPSTREAM_TOKEN);
    expect(new Set(upstream.arrivals.map(({ headers }) => headers.authorization))).toEqual(
      new Set([`Bearer ${UPSTREAM_TOKEN}`]),
    );
  });

  it('4: creates an MCP client, with which an agent lists and calls the tools', async () => {
    created = await succeed(admin.types('mcpjungle create mcp-client claude-desktop --allow "github"'));
    expect(created.stdout).toContain('github');
    const agent = await connectAgent({ url: server.url, token: tokenIn(created) });
    expect(await toolNames(agent)).toContain('github__echo');
    const result = await agent.callTool({ name: 'github__echo', arguments: { message: 'hello' } });
    expect(result.content).toEqual([{ type: 'text', text: 'Echo: hello' }]);
  });

  it('relays the progress of a long call, and its result', async () => {
    const agent = await connectAgent({ url: server.url, token: tokenIn(created) });
    const progress: number[] = [];
    const call = { name: 'github__trigger-long-running-operation', arguments: { duration: 0.5, steps: 3 } };
    const result = await agent.callTool(call, undefined, {
      onprogress: (event) => progress.push(event.progress),
    });
    expect(progress).toEqual([1, 2, 3]);
    expect(JSON.stringify(result.content)).toContain('completed');
  });

  it('5: creates a user account, whose owner logs in with the printed line', async () => {
    const { stdout } = await succeed(admin.types('mcpjungle create user alice'));
    const line = /^\s*(mcpjungle login \S+)\s*$/m.exec(stdout)?.[1] ?? '';
    const alice = new Person({ env: { MCPJUNGLE_REGISTRY: server.url } });
    expect((await succeed(alice.types(line))).stdout).toContain('alice');
    expect((await succeed(alice.types('mcpjungle list tools'))).stdout).toContain('github__echo');
    const invoked = await succeed(alice.types(`mcpjungle invoke github__echo --input '{"message": "hi"}'`));
    expect(invoked.stdout).toContain('Echo: hi');
    const refused = await alice.types('mcpjungle create user mallory');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('admin');
  });

  it('shows the new things in the lists, and no token', async () => {
    const listed = await succeed(
      admin.types('mcpjungle list servers && mcpjungle list mcp-clients && mcpjungle list users'),
    );
    expect(listed.stdout).toMatch(/github[^]*claude-desktop[^]*admin[^]*alice/);
    for (const secret of [UPSTREAM_TOKEN, tokenIn(created)]) expect(listed.stdout).not.toContain(secret);
    expect((await succeed(admin.types('mcpjungle usage github__echo'))).stdout).toContain('message');
  });

  it('ends orderly when it is asked to', async () => {
    expect(await server.stop()).toBe(0);
  });
});
