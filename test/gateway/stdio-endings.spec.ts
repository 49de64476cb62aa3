import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { Cancellation } from '../../server/upstream/cancellation.js';
import type { Caller, StdioTarget } from '../../server/upstream/upstream.js';
import { eventually } from '../support/eventually.js';
import { Person } from '../support/cli-process.js';
import { ServerProcess } from '../support/server-process.js';
import { temporaryFolder } from '../support/temp.js';
import { type Behaviour, isAlive, pidsIn, program } from './support/stdio/programs.js';
import { CALLER, newPool, UpstreamUser } from './support/upstream-user.js';

// What programs say is of no interest here.
Logger.overrideLogger(false);

const NOTE = { kind: 'resource', id: 'note://1' } as const;

function targetOf(behaviour: Behaviour, fields: Partial<StdioTarget> = {}): StdioTarget {
  return {
    name: 'program',
    transport: 'stdio',
    ...program(behaviour),
    env: {},
    sessionMode: 'stateless',
    protocol: 'legacy',
    revision: '2025-11-25',
    callTimeoutMs: 60_000,
    connectTimeoutMs: 60_000,
    ...fields,
  };
}

/** What this process holds. */
function held() {
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const processes = process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap').length;
  return { files: readdirSync('/proc/self/fd').length, timers, processes };
}

describe('the processes of calls', () => {
  it('are gone when 80 calls are over, whatever came of them, and so is all they needed here', async () => {
    const pids = join(temporaryFolder(), 'pids');
    const user = new UpstreamUser(newPool().open(targetOf({ pids }, { env: { KEY: 'k' } })));
    await user.call('pid');
    await eventually(() => expect(pidsIn(pids).filter(isAlive)).toHaveLength(1));
    const before = held();
    const outcomes = await Promise.all(Array.from({ length: 80 }, (_, n) => oneOf(user, n)));
    expect(outcomes.filter((outcome) => outcome === 'answered')).toHaveLength(60);
    // Of the 10 that their clients cancelled some may have ended before they had a process.
    expect(new Set(pidsIn(pids)).size).toBeGreaterThanOrEqual(70);
    await eventually(() => expect(pidsIn(pids).filter(isAlive).length).toBeLessThanOrEqual(4), 20_000);
    await user.upstream.close();
    await eventually(() => {
      expect(pidsIn(pids).filter(isAlive)).toEqual([]);
      const after = held();
      expect(after.processes).toBeLessThan(before.processes);
      expect(after.files).toBeLessThan(before.files);
      expect(after.timers).toBeLessThanOrEqual(before.timers);
    }, 20_000);
  });
});

/** Of four calls one is cut off: by its client, or because its process ends. */
async function oneOf(user: UpstreamUser, n: number): Promise<string> {
  const cancellation = new Cancellation();
  const name = n % 8 === 3 ? 'crash' : n % 8 === 7 ? 'hang' : 'echo';
  const answer = user.call(name === 'echo' ? 'pid' : name, {}, { cancellation });
  if (name === 'hang') setTimeout(() => cancellation.cancel(new Error('gone')), 500);
  return answer.then(
    () => 'answered',
    () => name,
  );
}

describe('subscriptions to a stateless program', () => {
  it('have a process for each subscriber, as long as there are any, and only so many', async () => {
    const pids = join(temporaryFolder(), 'pids');
    const pool = newPool({ MAX_SESSIONS_PER_SERVER: '8' });
    const user = new UpstreamUser(pool.open(targetOf({ pids })));
    const heard: string[] = [];
    const subscriber = (n: number): Caller => ({
      ...CALLER,
      affinity: `session:${n}`,
      channel: {
        notify: ({ bytes }) => void heard.push(`${n} ${bytes.toString()}`),
        asking: () => () => Promise.reject(new Error('not asked')),
      },
    });
    const { watches } = user.upstream;
    for (const n of [1, 2]) await watches.subscribe(subscriber(n), NOTE);
    await eventually(() => expect(heard.map((line) => line[0]).sort()).toEqual(['1', '2']));
    await expect(watches.subscribe(subscriber(3), NOTE)).rejects.toThrow(
      'MCP server "program": has no process left for another subscriber; 2 at a time have one (MAX_SESSIONS_PER_SERVER)',
    );
    watches.unsubscribe('session:1', NOTE);
    await watches.subscribe(subscriber(3), NOTE);
    user.upstream.release('session:2');
    watches.unsubscribe('session:3', NOTE);
    // Only the one that waits for the next call is left.
    await eventually(() => expect(pidsIn(pids).filter(isAlive)).toHaveLength(1));
  });

  it('go on in another process when theirs has ended', async () => {
    const pids = join(temporaryFolder(), 'pids');
    const user = new UpstreamUser(newPool().open(targetOf({ pids })));
    let heard = 0;
    const channel = {
      notify: () => void heard++,
      asking: () => () => Promise.reject(new Error('not asked')),
    };
    await user.upstream.watches.subscribe({ ...CALLER, channel }, NOTE);
    await eventually(() => expect(heard).toBe(1));
    process.kill(pidsIn(pids)[0]!, 'SIGKILL');
    await eventually(() => expect(heard).toBe(2), 10_000);
  });
});

describe('the watchdog', () => {
  it('is replaced when somebody ends it, and guards what it guarded', async () => {
    const pids = join(temporaryFolder(), 'pids');
    const server = await ServerProcess.start();
    const person = new Person({ env: { MCPJUNGLE_REGISTRY: server.url } });
    const definition = { name: 'p', transport: 'stdio', ...program({ pids, ignoresTerm: true }) };
    const conf = person.writes('p.json', { ...definition, session_mode: 'stateful' });
    await person.mcpjungle('register', '-c', conf);
    await person.mcpjungle('invoke', 'p__pid');
    const first = watchdogOf(server);
    process.kill(first, 'SIGKILL');
    await eventually(() => expect(watchdogOf(server)).not.toBe(first));
    // It is told what to guard right after it is started: a gateway that answers again has told it.
    await person.mcpjungle('invoke', 'p__pid');
    expect(pidsIn(pids).filter(isAlive)).toHaveLength(1);
    await server.kill();
    await eventually(() => expect(pidsIn(pids).filter(isAlive)).toEqual([]), 20_000);
  });
});

/** The process that a gateway has started with a program on its command line. */
function watchdogOf({ program: { pid } }: ServerProcess): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const found = children.find((child) =>
    readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('endOrphans'),
  );
  if (found === undefined) throw new Error('there is no watchdog');
  return Number(found);
}

describe('the end of the gateway', () => {
  it.each([
    ['SIGKILL to it and its group', 'hang', (server: ServerProcess) => server.kill()],
    ['SIGKILL to it alone', 'hang', (server: ServerProcess) => server.program.stop('SIGKILL')],
    ['SIGTERM', 'pid', (server: ServerProcess) => server.stop()],
  ])('by %s ends every child and grandchild, also those that ignore SIGTERM', async (_, tool, end) => {
    const pids = join(temporaryFolder(), 'pids');
    const server = await ServerProcess.start();
    const person = new Person({ env: { MCPJUNGLE_REGISTRY: server.url } });
    const conf = person.writes('p.json', {
      name: 'p',
      transport: 'stdio',
      ...program({ pids, grandchild: true, ignoresTerm: true }),
      session_mode: 'stateful',
    });
    expect(await person.mcpjungle('register', '-c', conf)).toMatchObject({ code: 0 });
    const load = Array.from({ length: 3 }, () => invoke(server, `p__${tool}`));
    await eventually(() => expect(pidsIn(pids).filter(isAlive).length).toBeGreaterThanOrEqual(2), 20_000);
    const ended = end(server);
    await Promise.allSettled([...load, ended]);
    await eventually(() => expect(pidsIn(pids).filter(isAlive)).toEqual([]), 20_000);
  });

  it('leaves nothing that a new start would trip over', async () => {
    const server = await ServerProcess.start();
    const person = new Person({ env: { MCPJUNGLE_REGISTRY: server.url } });
    const conf = person.writes('p.json', {
      name: 'p',
      transport: 'stdio',
      ...program(),
      session_mode: 'stateful',
    });
    await person.mcpjungle('register', '-c', conf);
    expect(await person.mcpjungle('invoke', 'p__count')).toMatchObject({ code: 0, stdout: '1\n' });
    expect(await person.mcpjungle('invoke', 'p__count')).toMatchObject({ code: 0, stdout: '2\n' });
    await server.kill();
    await server.startAgain();
    expect(await person.mcpjungle('invoke', 'p__count')).toMatchObject({ code: 0, stdout: '1\n' });
    expect((await person.mcpjungle('list', 'servers')).stdout).toContain(`${process.execPath} `);
  });
});

async function invoke(server: ServerProcess, name: string): Promise<void> {
  await fetch(`${server.url}/api/v0/tools/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, arguments: {} }),
  });
}
