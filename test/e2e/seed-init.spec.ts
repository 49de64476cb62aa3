import { beforeAll, describe, expect, it } from '@jest/globals';
import { Person } from '../support/cli-process.js';
import { startEnterprise, succeed } from '../support/deployment.js';
import { RawSession } from '../support/raw-session.js';
import { ServerProcess } from '../support/server-process.js';

describe('before and during initialization', () => {
  let server: ServerProcess;
  const admin = new Person();
  const initialize = (person: Person) => person.types(`mcpjungle --registry ${server.url} init-server`);

  beforeAll(async () => {
    server = await startEnterprise();
  });

  it('API and MCP answer 403 and say what to do', async () => {
    const rest = await fetch(`${server.url}/api/v0/servers`);
    expect(rest.status).toBe(403);
    expect(await rest.json()).toMatchObject({
      code: 'server_not_initialized',
      error: expect.stringContaining('init-server'),
    });
    await expect(RawSession.open({ url: server.url })).rejects.toThrow(/403[^]*init-server/);
  });

  it('the command line says so too', async () => {
    const listed = await admin.types(`mcpjungle --registry ${server.url} list servers`);
    expect(listed).toMatchObject({ code: 1, stdout: '' });
    expect(listed.stderr).toContain('init-server');
  });

  it('twenty at once make one admin', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => postInit(server.url)));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    const losers = answers.filter(({ status }) => status !== 200);
    expect(losers.map(({ status, body }) => [status, body.code])).toEqual(
      losers.map(() => [400, 'already_initialized']),
    );
    const token = winners[0]?.body.admin_access_token ?? '';
    await succeed(admin.types(`mcpjungle --registry ${server.url} login ${token}`));
    const { stdout } = await succeed(admin.types('mcpjungle list users --json'));
    expect(JSON.parse(stdout)).toEqual([expect.objectContaining({ username: 'admin', role: 'admin' })]);
  });

  it('a second init-server says so and touches nothing', async () => {
    const before = admin.configFile;
    const second = await initialize(admin);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/initialized already|already initialized/);
    expect(admin.configFile).toBe(before);
    const stranger = new Person();
    expect((await initialize(stranger)).code).toBe(1);
    expect(() => stranger.configFile).toThrow('ENOENT');
  });
});

describe('development mode', () => {
  it('needs no token, and init-server says how to get one', async () => {
    const server = await ServerProcess.start();
    const someone = new Person({ env: { MCPJUNGLE_REGISTRY: server.url } });
    const refused = await someone.types('mcpjungle init-server');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('--enterprise');
    await succeed(someone.types('mcpjungle list servers'));
    expect(await (await RawSession.open({ url: server.url })).toolNames()).toEqual([]);
  });
});

interface InitAnswer {
  status: number;
  body: { code?: string; admin_access_token?: string };
}

async function postInit(url: string): Promise<InitAnswer> {
  const answer = await fetch(`${url}/init`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mode: 'enterprise' }),
  });
  return { status: answer.status, body: (await answer.json()) as InitAnswer['body'] };
}
