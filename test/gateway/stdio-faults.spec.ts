import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { MemoryLog } from '../support/memory-log.js';
import { temporaryFolder } from '../support/temp.js';
import { Gateway } from './support/gateway.js';
import { call, official, program, registerProgram } from './support/stdio/programs.js';

let gateway: Gateway;
let agent: Client;
const log = new MemoryLog('debug');

beforeAll(async () => {
  gateway = await Gateway.start({ MCP_SERVER_INIT_REQ_TIMEOUT_SEC: '4', TOOL_CALL_TIMEOUT_SEC: '20' });
  gateway.app.nest.useLogger(log.logger);
  expect(await registerProgram(gateway, 'good', program())).toMatchObject({ status: 201 });
  const kept = { ...program(), session_mode: 'stateful', env: { KEY: 's3cret-key' } };
  expect(await registerProgram(gateway, 'kept', kept)).toMatchObject({ status: 201 });
  agent = await gateway.connect({ token: await gateway.client('agent', ['*']) });
});

const stillGood = async () => expect(await call(agent, 'good__count')).toBe('1');

describe('a program that cannot be registered', () => {
  it.each([
    [
      'that is not there',
      { command: 'no-such-program' },
      502,
      /there is no command "no-such-program" \(ENOENT\)/,
    ],
    [
      'that may not be executed',
      { command: '/etc/passwd' },
      502,
      /"\/etc\/passwd" may not be executed \(EACCES\)/,
    ],
    [
      'in a folder that is not there',
      { ...program(), cwd: '/nowhere' },
      502,
      /its folder "\/nowhere" does not exist/,
    ],
    [
      'that ends at once',
      program({ exitsAtStart: 7, says: 'no configuration\n  found' }),
      502,
      /its program ended with the exit code 7; it said: no configuration \/ found/,
    ],
    ['that says nothing', program({ isSilent: true }), 504, /gave no answer to initialize within 4 s/],
    [
      'that says something else',
      program({ isSilent: true, printsAtStart: 'Welcome!' }),
      504,
      /no answer to initialize within 4 s \(MCP_SERVER_INIT_REQ_TIMEOUT_SEC\); it writes to its standard output what is no JSON-RPC message/,
    ],
    ['that is no MCP server', { command: 'cat' }, 502, /./],
  ])('%s', async (_, definition, status, sentence) => {
    const answer = await registerProgram(gateway, 'bad', definition);
    expect(answer).toMatchObject({ status, body: { error: expect.stringMatching(sentence) } });
    expect(answer.body.error).toMatch(/^MCP server "bad": /);
    await stillGood();
  });
});

describe('a program that goes wrong when it is called', () => {
  it('crashes: the call says how, without its secrets, and the next one is served', async () => {
    await expect(call(agent, 'kept__crash', { code: 9 })).rejects.toThrow(
      /MCP server "kept": its program ended with the exit code 9; it said: cannot go on without \*\*\*; whatever state it kept is gone/,
    );
    expect(await call(agent, 'kept__count')).toBe('1');
    expect(log.text).not.toContain('s3cret-key');
    await expect(call(agent, 'good__crash')).rejects.toThrow(
      /ended with the exit code 3; it said: cannot go on/,
    );
    await stillGood();
  });

  it('writes what is no message: that is logged, and nothing else happens', async () => {
    expect(await call(agent, 'kept__garbage')).toBe('after garbage');
    await eventually(() =>
      expect(log.lines).toContainEqual(
        expect.objectContaining({
          level: 'warn',
          msg: expect.stringContaining('"kept" writes what is no JSON-RPC'),
        }),
      ),
    );
  });

  it('writes a line of 100 MB: the call fails, the process goes on', async () => {
    const before = Number(await call(agent, 'kept__count'));
    await expect(call(agent, 'kept__huge', { bytes: 100_000_000 })).rejects.toThrow(
      /MCP server "kept": sent a message larger than 16777216 bytes \(MAX_BODY_BYTES\)/,
    );
    expect(await call(agent, 'kept__count')).toBe(String(before + 1));
    await stillGood();
  });

  it('floods its standard error: the call is answered, the log stays small', async () => {
    const size = log.text.length;
    expect(await call(agent, 'kept__flood')).toBe('flooded');
    await eventually(() => expect(log.text).toContain('eeee'));
    expect(log.text.length - size).toBeLessThan(200_000);
  });
});

describe('a program that ends whenever it is started', () => {
  it('is left alone for a while: calls fail at once and say until when', async () => {
    const broken = join(temporaryFolder(), 'broken');
    await registerProgram(gateway, 'loop', program({ exitsIfThere: broken }));
    writeFileSync(broken, '');
    const failures = [];
    for (let i = 0; i < 4; i++)
      failures.push(await call(agent, 'loop__pid').catch((error: Error) => error.message));
    expect(failures.slice(0, 3).join()).toMatch(/exit code 5/);
    expect(failures[3]).toMatch(
      /MCP server "loop": failed to start 3 times in a row and is not started again before \d{4}-.*Z: its program ended with the exit code 5/,
    );
    await stillGood();
  });
});

it('leaves out of lists and the log what a definition keeps secret', async () => {
  await registerProgram(gateway, 'memory', { ...official('memory'), env: { TOKEN: 'env-s3cret' } });
  const { body } = await gateway.app.get('/api/v0/servers/memory', { token: gateway.app.adminToken });
  expect(body).toMatchObject({ transport: 'stdio', env: { TOKEN: '***' } });
  expect(log.text).not.toContain('env-s3cret');
});
