import { beforeAll, describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../cli/index.js';
import { Person } from '../support/cli-process.js';

const BASIC = ['start', 'register', 'list', 'usage', 'invoke', 'deregister', 'version'];

describe('the help', () => {
  let person: Person;
  const help = async (...words: string[]) => {
    const { code, stdout, stderr } = await person.mcpjungle(...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };

  beforeAll(() => {
    person = new Person();
  });

  it('lists the basic commands, then the advanced ones', async () => {
    const text = await help('--help');
    const [, basic = '', advanced = ''] =
      /BASIC COMMANDS\n([^]*)\n\nADVANCED COMMANDS\n([^]*)\n\nEXAMPLES/.exec(text) ?? [];
    const names = (section: string) => section.split('\n').map((line) => line.trim().split(' ')[0]);
    expect(names(basic)).toEqual(BASIC);
    expect(names(advanced)).toEqual([
      'apply',
      'audit',
      'autocomplete',
      'connect',
      'create',
      'delete',
      'disable',
      'enable',
      'explain',
      'export',
      'get',
      'help',
      'init-server',
      'login',
      'login-upstream',
      'logout',
      'refresh',
      'rotate',
      'search',
      'status',
      'update',
      'validate',
      'whoami',
    ]);
    expect(text).toContain('USAGE\n  $ mcpjungle <command>');
  });

  it('is shown for no words at all, -h and help', async () => {
    const text = await help('--help');
    expect(await help()).toBe(text);
    expect(await help('-h')).toBe(text);
    expect(await help('help')).toBe(text);
    expect(await help('--registry', 'http://h', '--json', '--help')).toBe(text);
  });

  it.each(['autocomplete', 'create', 'delete', 'list'])(
    'of the topic %s lists its commands and examples',
    async (topic) => {
      const text = await help(topic, '--help');
      expect(text).toMatch(/^[A-Z].*\.\n\nUSAGE\n.*\n\nCOMMANDS\n[^]*\n\nEXAMPLES\n {2}\$ mcpjungle /);
      for (const id of Object.keys(COMMANDS).filter((id) => id.startsWith(`${topic}:`))) {
        expect(text).toContain(`  ${id.replace(':', ' ')}  `);
      }
      expect(await help('help', topic)).toBe(text);
      expect(await help(topic)).toBe(text);
      expect(text).not.toMatch(/\S\$ mcpjungle/);
    },
  );

  it.each(['enable', 'disable'])(
    'of %s is that of the topic, not of its deprecated command',
    async (topic) => {
      const text = await help(topic, '--help');
      expect(text).toMatch(/^[A-Z].*\n\nUSAGE\n {2}\$ mcpjungle \w+ <command>/);
      expect(text).toContain(`  ${topic} tool  `);
      expect(await help('help', topic)).toBe(text);
    },
  );

  it.each(Object.entries(COMMANDS).filter(([, { hidden }]) => !hidden))(
    'of %s has summary, usage, flags and examples',
    async (id, command) => {
      const words = id.split(':');
      const text = await help(...words, '--help');
      expect(text.startsWith(`${command.summary}\n\nUSAGE\n  $ mcpjungle ${words.join(' ')}`)).toBe(true);
      for (const [name, { hidden, default: fallback }] of Object.entries({ ...command.flags })) {
        expect([name, text.includes(`--${name}`)]).toEqual([name, !hidden]);
        if (typeof fallback === 'string') expect(text).toContain(`[default: ${fallback}]`);
      }
      for (const name of Object.keys(command.args)) expect(text).toContain(name.toUpperCase());
      for (const name of ['--help', '--json', '--registry', '--yes']) expect(text).toContain(name);
      expect(text).toMatch(/EXAMPLES\n[^]*\$ mcpjungle /);
    },
  );

  it('of a command goes before its errors', async () => {
    expect(await help('create', 'user', '--nonsense', '--help')).toContain('Create a user');
  });

  it.each([['nonsense'], ['create', 'nonsense']])('of %s %s is an error', async (...words) => {
    const { code, stdout, stderr } = await person.mcpjungle(...words, '--help');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`error: unknown command "${words.join(' ')}"`);
  });

  it('has flags of its own, and ends with 2 for others, as all commands do', async () => {
    expect(await person.mcpjungle('help', '--nonsense')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: Nonexistent flag: --nonsense\n',
    });
  });

  it('has no colours in a pipe, not even where colours are forced by CI', async () => {
    const { stdout } = await person.types('mcpjungle --help', { CI: 'true', NO_COLOR: '' });
    expect(stdout).not.toContain('\u001b');
  });
});
