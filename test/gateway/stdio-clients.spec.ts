import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { Client as AgentClient } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { FIXTURE } from '../conformance/start-fixture.js';
import { Person } from '../support/cli-process.js';
import { eventually } from '../support/eventually.js';
import { temporaryFolder } from '../support/temp.js';
import { Gateway } from './support/gateway.js';
import { connectModern, textOf } from './support/modern-client.js';
import { call, official, program, registerProgram } from './support/stdio/programs.js';

const folder = realpathSync(temporaryFolder());
const memory = join(folder, 'memory.jsonl');
const modern = { command: process.execPath, args: [FIXTURE, '--stdio', '--era', 'modern'] };

const FORM = { params: { message: 'who', requestedSchema: { type: 'object', properties: {} } } };

let gateway: Gateway;
let token: string;

beforeAll(async () => {
  gateway = await Gateway.start();
  mkdirSync(join(folder, 'files'));
  writeFileSync(join(folder, 'files', 'hello.txt'), 'hello from a file');
  for (const [name, definition] of Object.entries({
    everything: official('everything', 'stdio'),
    files: official('filesystem', join(folder, 'files')),
    memory: { ...official('memory'), env: { MEMORY_FILE_PATH: memory } },
    one: program(),
    kept: { ...program(), session_mode: 'stateful' },
    modern,
    pinned: { ...modern, protocol: 'modern', session_mode: 'stateful' },
  })) {
    expect([name, await registerProgram(gateway, name, definition)]).toMatchObject([name, { status: 201 }]);
  }
  token = await gateway.client('agent', ['*']);
});

describe('a legacy client', () => {
  it('uses the official servers', async () => {
    const agent = await gateway.connect({ token });
    expect(await call(agent, 'everything__get-sum', { a: 2, b: 40 })).toContain('42');
    const path = join(folder, 'files', 'hello.txt');
    expect(await call(agent, 'files__read_text_file', { path })).toBe('hello from a file');
    const entities = [{ name: 'gateway', entityType: 'program', observations: ['starts servers'] }];
    await call(agent, 'memory__create_entities', { entities });
    expect(await call(agent, 'memory__read_graph')).toContain('starts servers');
    const prompt = await agent.getPrompt({ name: 'everything__simple-prompt' });
    expect(prompt.messages).toHaveLength(1);
  });

  it('is asked, and hears progress and log messages, in a process for one call and in one for all', async () => {
    for (const server of ['one', 'kept']) {
      const agent = answering();
      await gateway.connect({ token }, agent);
      const logged: unknown[] = [];
      agent.setNotificationHandler(
        LoggingMessageNotificationSchema,
        ({ params }) => void logged.push(params.data),
      );
      await agent.setLoggingLevel('info');
      expect(JSON.parse(await call(agent, `${server}__ask`, FORM))).toMatchObject({ action: 'accept' });
      expect(JSON.parse(await call(agent, `${server}__ask`, { method: 'roots/list' }))).toEqual({
        roots: [],
      });
      const sampling = { method: 'sampling/createMessage', params: { messages: [], maxTokens: 9 } };
      expect(JSON.parse(await call(agent, `${server}__ask`, sampling))).toMatchObject({ model: 'm' });
      const heard: number[] = [];
      const onprogress = ({ progress }: { progress: number }) => void heard.push(progress);
      await agent.callTool({ name: `${server}__progress`, arguments: {} }, undefined, { onprogress });
      expect(heard).toEqual([1, 2]);
      await call(agent, `${server}__log`);
      await eventually(() => expect(logged).toContain('a message'));
      expect(JSON.parse(await call(agent, `${server}__introduced`))).toMatchObject({
        level: 'info',
        capabilities: { elicitation: {}, roots: {}, sampling: {} },
      });
    }
  });

  it('cancels a call: the program is told', async () => {
    const agent = await gateway.connect({ token });
    await call(agent, 'kept__count');
    const giveUp = new AbortController();
    const hanging = agent.callTool({ name: 'kept__hang', arguments: {} }, undefined, {
      signal: giveUp.signal,
    });
    hanging.catch(() => {});
    setTimeout(() => giveUp.abort(), 100);
    await expect(hanging).rejects.toThrow();
    await eventually(async () => expect(JSON.parse(await call(agent, 'kept__cancelled'))).toHaveLength(1));
  });

  it('is told of a resource that it has subscribed to', async () => {
    const agent = await gateway.connect({ token });
    const updated: string[] = [];
    agent.setNotificationHandler(
      ResourceUpdatedNotificationSchema,
      ({ params }) => void updated.push(params.uri),
    );
    await agent.subscribeResource({ uri: 'note://1' });
    await eventually(() => expect(updated).toContain('note://1'));
    await agent.unsubscribeResource({ uri: 'note://1' });
  });

  it('gets the very bytes of a program, and the program those of the client', async () => {
    const raw = gateway.raw({ token });
    await raw.initialize();
    const { id } = raw.rpc('ping');
    const request = `{"jsonrpc":"2.0","id":${id},\n "method":"tools/call","params":{"name":"kept__raw","arguments":{"n":1234567890123456789,"f":1.0,"e":1e400}}}`;
    const answer = (await raw.send({ body: Buffer.from(request) })).body.toString();
    expect(answer).toContain('"n":1234567890123456789,"f":1.0');
    expect(
      (JSON.parse(answer) as { result: { content: { text: string }[] } }).result.content[0]!.text,
    ).toContain('"arguments":{"n":1234567890123456789,"f":1.0,"e":1e400}');
  });

  it('calls a modern program', async () => {
    const agent = await gateway.connect({ token });
    expect(await call(agent, 'modern__test_simple_text')).toMatch(/simple text/);
    expect(await call(agent, 'pinned__test_simple_text')).toMatch(/simple text/);
  });
});

describe('a modern client', () => {
  it('uses programs of both eras', async () => {
    const agent = await connectModern(gateway, { token });
    for (const [name, expected] of [
      ['everything__get-sum', '42'],
      ['modern__test_simple_text', 'simple text'],
      ['pinned__test_simple_text', 'simple text'],
    ] as const) {
      expect(textOf(await agent.callTool({ name, arguments: { a: 2, b: 40 } }))).toContain(expected);
    }
  });

  it('is asked by a legacy program', async () => {
    const agent = await connectModern(gateway, {
      token,
      capabilities: { elicitation: {} },
      setUp: (client) =>
        client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: {} })),
    });
    const result = await agent.callTool({ name: 'one__ask', arguments: FORM });
    expect(JSON.parse(textOf(result))).toMatchObject({ action: 'accept' });
  });
});

describe('many calls at once of clients that share a process', () => {
  it('get each their own answer and their own progress, though their ids are the same', async () => {
    const agents = await Promise.all([1, 2, 3].map(() => connectModern(gateway, { token })));
    const results = await Promise.all(
      agents.flatMap((agent) =>
        [1, 2, 3].map(async (n) => {
          const heard: number[] = [];
          const onprogress = ({ progress }: { progress: number }) => void heard.push(progress);
          const args = { name: n === 3 ? 'kept__progress' : 'kept__wait', arguments: { ms: 10 * n } };
          return [textOf(await agent.callTool(args, { onprogress })), heard.length];
        }),
      ),
    );
    expect(results).toEqual(
      [1, 2, 3].flatMap(() => [
        ['waited', 0],
        ['waited', 0],
        ['progressed', 2],
      ]),
    );
  });
});

describe('a person at a terminal', () => {
  it('registers a program from a file, calls it and removes it', async () => {
    const person = new Person({
      env: {
        MCPJUNGLE_REGISTRY: gateway.app.url,
        MCPJUNGLE_ACCESS_TOKEN: gateway.app.adminToken,
        FOLDER: folder,
      },
    });
    const definition = {
      name: 'typed',
      transport: 'stdio',
      ...program(),
      env: { KEY: '${FOLDER}' },
      cwd: '${FOLDER}',
    };
    const conf = person.writes('typed.json', definition);
    const registered = await person.mcpjungle('register', '-c', conf);
    expect([registered.code, registered.stdout]).toEqual([0, expect.stringContaining('Registered typed')]);
    expect((await person.mcpjungle('invoke', 'typed__cwd')).stdout).toBe(`${folder}\n`);
    const env = JSON.parse((await person.mcpjungle('invoke', 'typed__env')).stdout) as Record<string, string>;
    expect(Object.keys(env).filter((name) => !['PATH', 'HOME', 'LANG'].includes(name))).toEqual(['KEY']);
    const { stdout } = await person.mcpjungle('list', 'servers');
    expect(stdout).toMatch(new RegExp(`typed\\tstdio\\t${process.execPath} `));
    expect(await person.mcpjungle('deregister', 'typed')).toMatchObject({ code: 0 });
  });
});

/** A client that answers whatever it is asked. */
function answering(): Client {
  const capabilities = { elicitation: {}, sampling: {}, roots: {} };
  const agent = new AgentClient({ name: 'agent', version: '1.0.0' }, { capabilities });
  agent.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: {} }));
  agent.setRequestHandler(ListRootsRequestSchema, () => ({ roots: [] }));
  agent.setRequestHandler(CreateMessageRequestSchema, () => ({
    model: 'm',
    role: 'assistant',
    content: { type: 'text', text: 'x' },
  }));
  return agent;
}
