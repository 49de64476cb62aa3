import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Deployment, succeed, tokenIn, UPSTREAM_TOKEN } from '../support/deployment.js';
import { RawSession } from '../support/raw-session.js';

const ECHO = { message: 'an argument that nobody may log' };
const ECHOED = [{ type: 'text', text: `Echo: ${ECHO.message}` }];

describe('what outlives a restart', () => {
  let deployment: Deployment;
  let session: RawSession;
  let secrets: string[];

  beforeAll(async () => {
    deployment = await Deployment.start();
    const clientToken = await deployment.createClient('claude-desktop', 'github');
    const userToken = tokenIn(await succeed(deployment.admin.types('mcpjungle create user alice')));
    await succeed(
      deployment.admin.types('mcpjungle create mcp-client custom --access-token a-custom-token-of-my-own'),
    );
    secrets = [
      deployment.adminToken,
      clientToken,
      userToken,
      'a-custom-token-of-my-own',
      UPSTREAM_TOKEN,
      ECHO.message,
    ];
    session = await RawSession.open({ url: deployment.server.url, token: clientToken });
    expect((await session.callTool('github__echo', ECHO)).message.result.content).toEqual(ECHOED);
  });

  const listings = async () =>
    Promise.all(
      ['servers', 'tools', 'mcp-clients', 'users'].map(async (kind) => {
        const { stdout } = await succeed(deployment.admin.types(`mcpjungle list ${kind} --json`));
        return (JSON.parse(stdout) as { name?: string; username?: string }[]).map(
          (row) => row.name ?? row.username,
        );
      }),
    );

  it.each([
    ['an orderly stop', async () => expect(await deployment.server.stop()).toBe(0)],
    ['a crash', async () => deployment.server.kill()],
  ])('after %s everything is there and the session goes on', async (_, end) => {
    const before = await listings();
    await end();
    await deployment.restart();
    expect(await listings()).toEqual(before);
    expect(await session.toolNames()).toContain('github__echo');
    expect((await session.callTool('github__echo', ECHO)).message.result.content).toEqual(ECHOED);
  });

  it.each([
    ['refuses connections', async () => deployment.upstream.goDown()],
    ['accepts and never answers', async () => Promise.resolve(deployment.upstream.hang())],
  ])('an upstream that %s does not delay the start', async (_, breakDown) => {
    const usual = await timeToRestart();
    await breakDown();
    // Half of the connect timeout, and more than the noise of a busy machine.
    expect(await timeToRestart()).toBeLessThan(usual + 15_000);
    expect(await session.toolNames()).toContain('github__echo');
    await deployment.upstream.goDown();
    const { message } = await session.callTool('github__echo', ECHO);
    expect(message.error.message).toContain('github');
    await deployment.upstream.comeUp();
    await eventually(async () => {
      expect((await session.callTool('github__echo', ECHO)).message.result?.content).toEqual(ECHOED);
    });
  });

  it('neither database nor log hold a token, an upstream secret or an argument in clear', async () => {
    expect(Object.keys(secretsFound())).toEqual([]);
    await deployment.server.stop();
    expect(secretsFound()).toEqual({});
    // The search itself works: what is no secret is found.
    expect(findInFiles('claude-desktop')).toEqual(['mcpjungle.db']);
  });

  async function timeToRestart(): Promise<number> {
    await deployment.server.stop();
    const startedAt = performance.now();
    await deployment.restart();
    return performance.now() - startedAt;
  }

  /** Each secret that stands in a file of the server or in its log, with the places. */
  function secretsFound(): Record<string, string[]> {
    const found = secrets.map((secret): [string, string[]] => [
      secret,
      [...findInFiles(secret), ...(deployment.server.log.includes(secret) ? ['log'] : [])],
    ]);
    return Object.fromEntries(found.filter(([, places]) => places.length > 0));
  }

  function findInFiles(text: string): string[] {
    const { folder } = deployment.server;
    return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text));
  }
});

/** Tries until the assertion holds; the last failure counts. */
async function eventually(assertion: () => Promise<void>, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
