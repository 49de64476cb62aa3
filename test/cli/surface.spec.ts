import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../cli/index.js';
import { BaseCommand } from '../../cli/lib/base-command.js';
import { COMMANDS as enterprise } from '../../cli/plugins/enterprise/index.js';
import { COMMANDS as registry } from '../../cli/plugins/registry/index.js';
import { COMMANDS as server } from '../../cli/plugins/server/index.js';
import { CHECKOUT } from '../support/checkout.js';

const PLUGINS = { enterprise, registry, server };
const PACKAGE = JSON.parse(readFileSync(`${CHECKOUT}/package.json`, 'utf8')) as {
  oclif: { topics: Record<string, { description: string }> };
};

/** A change here is a change for the scripts of others: say so in the commit and in the docs. */
const SURFACE = [
  'autocomplete fish',
  'create mcp-client [name] --access-token=<token> --allow=<servers> -c/--conf=<file> --description=<text> --expires-in=<duration>',
  'create user [username] --access-token=<token> -c/--conf=<file> --expires-in=<duration> --role=user|admin',
  'delete mcp-client name',
  'delete user username',
  'deregister name',
  'init-server',
  'invoke tool --input=<json> --output-dir=<folder> --timeout=<duration>',
  'list mcp-clients',
  'list servers',
  'list tools --server=<name>',
  'list users',
  'login access-token',
  'logout',
  'register --bearer-token=<token> -c/--conf=<file> --description=<text> --force --name=<name> --session-mode=stateless|stateful|per_call --url=<url>',
  'start --database-url=<url> --enterprise --host=<address> --port=<port> --prod (hidden) --sqlite-db-path=<file>',
  'usage tool',
  'version',
  'whoami',
];

const GLOBAL = ['-h/--help', '--json', '--registry=<url>', '--yes'];

interface FlagDefinition {
  char?: string;
  type: string;
  helpValue?: string | string[];
  options?: readonly string[];
  hidden?: boolean;
}

function flagText([name, flag]: [string, FlagDefinition]): string {
  const value = flag.options?.join('|') ?? flag.helpValue?.toString() ?? '<value>';
  const typed = `${flag.char ? `-${flag.char}/` : ''}--${name}${flag.type === 'boolean' ? '' : `=${value}`}`;
  return typed + (flag.hidden ? ' (hidden)' : '');
}

const flagsText = (flags: Record<string, unknown>) =>
  Object.entries({ ...(flags as Record<string, FlagDefinition>) })
    .sort(([a], [b]) => a.localeCompare(b))
    .map(flagText);

describe('the surface of the command line', () => {
  it('is as written here', () => {
    const lines = Object.entries(COMMANDS).map(([id, { args, flags }]) => {
      const names = Object.entries(args).map(([name, { required }]) => (required ? name : `[${name}]`));
      return [id.replaceAll(':', ' '), ...names, ...flagsText(flags)].join(' ');
    });
    expect(lines.sort()).toEqual(SURFACE);
    expect(flagsText(BaseCommand.baseFlags)).toEqual(GLOBAL);
  });

  it.each(Object.entries(COMMANDS))('%s is a complete command', (_, command) => {
    expect(command.prototype).toBeInstanceOf(BaseCommand);
    expect(command.summary).toMatch(/^[A-Z].*\.$/);
    expect(command.description).toMatch(/^[A-Z].*\.$/);
    expect(command.examples?.length).toBeGreaterThan(0);
    for (const argument of Object.values(command.args)) {
      expect(argument.description).toBeTruthy();
      // Else oclif waits for standard input wherever an argument is missing.
      expect(argument).toMatchObject({ ignoreStdin: true });
    }
    for (const flag of Object.values({ ...command.flags })) {
      expect([flag.hidden, flag.description?.length ?? 0]).not.toEqual([undefined, 0]);
    }
  });

  it.each(Object.entries(PLUGINS))('the path of each command of plugin %s is its id', (plugin, commands) => {
    for (const id of Object.keys(commands)) {
      const path = `cli/plugins/${plugin}/commands/${id.replaceAll(':', '/')}.ts`;
      expect([path, existsSync(`${CHECKOUT}/${path}`)]).toEqual([path, true]);
    }
  });

  it('describes each topic', () => {
    // `autocomplete` is a command of oclif's own, with a description of its own.
    const ids = Object.keys(COMMANDS).filter((id) => id.includes(':') && !id.startsWith('autocomplete:'));
    const topics = ids.map((id) => id.split(':')[0]);
    expect(Object.keys(PACKAGE.oclif.topics).sort()).toEqual([...new Set(topics)].sort());
  });
});
