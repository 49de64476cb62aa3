import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Catalog } from '../../server/registry/catalog.service.js';
import { McpServer } from '../../server/registry/mcp-server.entity.js';
import { eventually } from '../support/eventually.js';
import { temporaryFolder } from '../support/temp.js';
import { Gateway } from './support/gateway.js';
import { connectModern, textOf } from './support/modern-client.js';
import { call, isAlive, pidsIn, program, registerProgram } from './support/stdio/programs.js';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await Gateway.start({ MCP_SERVER_INIT_REQ_TIMEOUT_SEC: '5', MAX_SESSIONS_PER_SERVER: '3' });
});

async function registered(name: string, definition: object): Promise<void> {
  expect(await registerProgram(gateway, name, definition)).toMatchObject({ status: 201 });
}

async function client(server: string, name = server): Promise<Client> {
  return gateway.connect({ token: await gateway.client(name, [server]) });
}

describe.each(['stateless', 'per_call'] as const)('a %s program', (mode) => {
  const server = mode.replace('_', '-');
  const pids = join(temporaryFolder(), 'pids');
  let agent: Client;

  beforeAll(async () => {
    await registered(server, { ...program({ pids }), session_mode: mode });
    agent = await client(server);
  });

  it('has a process for each call, told of the very client that calls', async () => {
    const seen = [await call(agent, `${server}__pid`), await call(agent, `${server}__pid`)];
    expect(new Set(seen).size).toBe(2);
    expect([await call(agent, `${server}__count`), await call(agent, `${server}__count`)]).toEqual([
      '1',
      '1',
    ]);
    expect(JSON.parse(await call(agent, `${server}__introduced`))).toMatchObject({
      clientInfo: { name: 'agent' },
      capabilities: {},
    });
  });

  it('leaves one process waiting for the next call, until it is deregistered', async () => {
    // Again, since a process may be there a moment before it has written down its number.
    await eventually(async () => {
      const waiting = pidsIn(pids).filter(isAlive);
      expect(waiting).toContain(Number(await call(agent, `${server}__pid`)));
    });
    await gateway.deregister(server);
    await eventually(() => expect(pidsIn(pids).filter(isAlive)).toEqual([]));
  });
});

describe('a program that is disabled', () => {
  it('is not kept in reserve, and is back when it is enabled', async () => {
    const pids = join(temporaryFolder(), 'pids');
    await registered('toggled', program({ pids }));
    const agent = await client('toggled');
    const last = Number(await call(agent, 'toggled__pid'));
    await eventually(() => expect(pidsIn(pids).some((pid) => pid !== last && isAlive(pid))).toBe(true));
    await enable('toggled', false);
    await eventually(() => expect(pidsIn(pids).filter(isAlive)).toEqual([]));
    await enable('toggled', true);
    expect(await call(agent, 'toggled__count')).toBe('1');
    await gateway.deregister('toggled');
  });
});

/** As another process would do it. */
async function enable(name: string, enabled: boolean): Promise<void> {
  const { nest } = gateway.app;
  await nest.get(DataSource).getRepository(McpServer).update({ name }, { enabled });
  await nest.get(Catalog).reload();
}

describe('a stateless program that takes a second to start', () => {
  it('answers in much less, once it is called now and then', async () => {
    await registered('slow', program({ startMs: 1000 }));
    const agent = await client('slow');
    await call(agent, 'slow__pid');
    const pids = new Set<string>();
    const times: number[] = [];
    for (let i = 0; i < 9; i++) {
      // Once a second, however long the last one took.
      const due = delay(1000);
      const before = performance.now();
      pids.add(await call(agent, 'slow__pid'));
      times.push(performance.now() - before);
      await due;
    }
    expect(pids.size).toBe(9);
    // Without a process that waits every single one takes a second.
    expect(times.sort((a, b) => a - b)[4]).toBeLessThan(1000);
    await gateway.deregister('slow');
  });
});

describe('a stateful program', () => {
  beforeAll(() => registered('kept', { ...program(), session_mode: 'stateful' }));

  it('keeps a process for each session of a client', async () => {
    const [one, other] = [await client('kept', 'one'), await client('kept', 'other')];
    expect([await call(one, 'kept__count'), await call(one, 'kept__count')]).toEqual(['1', '2']);
    expect(await call(other, 'kept__count')).toBe('1');
    const pid = Number(await call(one, 'kept__pid'));
    await one.transport!.close();
    expect(await call(other, 'kept__count')).toBe('2');
    expect(isAlive(pid)).toBe(true);
  });

  it('has one for each identity where there are no sessions', async () => {
    const tokens = [await gateway.client('m1', ['kept']), await gateway.client('m2', ['kept'])];
    const counts: string[] = [];
    for (const token of [...tokens, ...tokens]) {
      const agent = await connectModern(gateway, { token });
      counts.push(textOf(await agent.callTool({ name: 'kept__count', arguments: {} })));
    }
    expect(counts).toEqual(['1', '1', '2', '2']);
  });

  it('ends the one unused longest for another client, and makes a call wait when all are in use', async () => {
    await registered('few', { ...program(), session_mode: 'stateful' });
    const agents = await Promise.all([1, 2, 3, 4].map((n) => client('few', `few${n}`)));
    const [first, second, third, fourth] = agents as [Client, Client, Client, Client];
    const oldest = Number(await call(first, 'few__pid'));
    await call(second, 'few__pid');
    await call(third, 'few__pid');
    await call(fourth, 'few__pid');
    await eventually(() => expect(isAlive(oldest)).toBe(false));
    const busy = [second, third, fourth].map((agent) => call(agent, 'few__wait', { ms: 1000 }));
    expect(await call(first, 'few__count')).toBe('1');
    expect(await Promise.all(busy)).toEqual(['waited', 'waited', 'waited']);
    const hanging = [first, second, third].map((agent) => call(agent, 'few__wait', { ms: 60_000 }));
    for (const one of hanging) one.catch(() => {});
    await expect(call(fourth, 'few__count')).rejects.toThrow(
      /MCP server "few": has all 3 sessions in use \(MAX_SESSIONS_PER_SERVER\)/,
    );
    await gateway.deregister('few');
  });

  it('tells the client once that its process has ended by itself, and begins anew', async () => {
    const agent = await client('kept', 'loser');
    process.kill(Number(await call(agent, 'kept__pid')), 'SIGKILL');
    await expect(call(agent, 'kept__count')).rejects.toThrow(
      /MCP server "kept": its program was ended by SIGKILL; whatever state it kept is gone, and the next call begins anew/,
    );
    expect(await call(agent, 'kept__count')).toBe('1');
  });
});

describe('an idle stateful program', () => {
  it('is ended after SESSION_IDLE_TIMEOUT_SEC', async () => {
    const brief = await Gateway.start({ SESSION_IDLE_TIMEOUT_SEC: '1' });
    await registerProgram(brief, 'brief', { ...program(), session_mode: 'stateful' });
    const agent = await brief.connect({ token: await brief.client('agent', ['brief']) });
    const pid = Number(await call(agent, 'brief__pid'));
    await eventually(() => expect(isAlive(pid)).toBe(false), 20_000);
    expect(await call(agent, 'brief__count')).toBe('1');
  });
});
