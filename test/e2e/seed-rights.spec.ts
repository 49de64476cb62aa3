import { beforeAll, describe, expect, it } from '@jest/globals';
import { Person } from '../support/cli-process.js';
import { Deployment, succeed, tokenIn } from '../support/deployment.js';
import { type Answer, RawSession } from '../support/raw-session.js';

const ECHO = { message: 'hello' };

describe('who may reach what', () => {
  let deployment: Deployment;
  let url: string;

  beforeAll(async () => {
    deployment = await Deployment.start();
    url = deployment.server.url;
  });

  /** Not what the gateway asks on its own, to know what there is. */
  const callsThatArrived = () =>
    deployment.upstream.arrivals.filter(({ body }) => body.includes('"method":"tools/call"')).length;

  const open = async (token: string) => RawSession.open({ url, token });

  describe('a client without the grant', () => {
    let session: RawSession;

    beforeAll(async () => {
      session = await open(await deployment.createClient('outsider', 'jira'));
    });

    it('sees an empty list', async () => {
      const { status, message } = await session.request('tools/list');
      expect(status).toBe(200);
      expect(message.result.tools).toEqual([]);
    });

    it('is refused as if the tool did not exist', async () => {
      const refused = await session.callTool('github__echo', ECHO);
      const absent = await session.callTool('nowhere__echo', ECHO);
      expect(refused.message.error).toBeDefined();
      expect(withoutNames(refused)).toEqual(withoutNames(absent));
      expect(callsThatArrived()).toBe(0);
    });
  });

  it('a client with * reaches a server that is registered afterwards', async () => {
    const session = await open(await deployment.createClient('everywhere', '*'));
    expect(await session.toolNames()).toContain('github__echo');
    await deployment.register('later');
    expect(await session.toolNames()).toContain('later__echo');
    const { message } = await session.callTool('later__echo', ECHO);
    expect(message.result.content).toEqual([{ type: 'text', text: 'Echo: hello' }]);
    expect(callsThatArrived()).toBe(1);
    await succeed(deployment.admin.types('mcpjungle deregister later'));
    expect(await session.toolNames()).not.toContain('later__echo');
  });

  it('a deleted client loses its open stream and its next request', async () => {
    const session = await open(await deployment.createClient('leaver', 'github'));
    const stream = await session.openStream();
    let over = false;
    void stream.ended.then(() => (over = true));
    expect((await session.callTool('github__echo', ECHO)).status).toBe(200);
    expect(over).toBe(false);
    await succeed(deployment.admin.types('mcpjungle delete mcp-client leaver'));
    await stream.ended;
    expect((await session.callTool('github__echo', ECHO)).status).toBe(401);
  });

  it('a deleted user is refused from the next request on', async () => {
    const token = tokenIn(await succeed(deployment.admin.types('mcpjungle create user bob')));
    const bob = new Person({ env: { MCPJUNGLE_REGISTRY: url } });
    await succeed(bob.types(`mcpjungle login ${token}`));
    expect((await succeed(bob.types('mcpjungle whoami'))).stdout).toContain('bob');
    await succeed(deployment.admin.types('mcpjungle delete user bob'));
    const refused = await bob.types('mcpjungle whoami');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('mcpjungle login');
  });

  it('tokens open only the doors they are for', async () => {
    const clientToken = await deployment.createClient('agent', 'github');
    const userToken = tokenIn(await succeed(deployment.admin.types('mcpjungle create user carol')));
    const rest = await fetch(`${url}/api/v0/tools`, { headers: { authorization: `Bearer ${clientToken}` } });
    expect([rest.status, ((await rest.json()) as { code: string }).code]).toEqual([403, 'wrong_token_kind']);
    await expect(open(userToken)).rejects.toThrow('403');
    await expect(open('mcpj_c_nobody')).rejects.toThrow('401');
    await expect(RawSession.open({ url })).rejects.toThrow('401');
  });
});

/** The answer without what differs on purpose: the name asked for and the request's number. */
function withoutNames({ status, message }: Answer) {
  const text = JSON.stringify({ ...message, id: 0 }).replaceAll(/(github|nowhere)__echo/g, 'NAME');
  return { status, text };
}
