import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../cli/index.js';
import { BaseCommand } from '../../cli/lib/base-command.js';
import { COMMANDS as completion } from '../../cli/plugins/completion/index.js';
import { COMMANDS as configurations } from '../../cli/plugins/configurations/index.js';
import { COMMANDS as enterprise } from '../../cli/plugins/enterprise/index.js';
import { COMMANDS as groups } from '../../cli/plugins/groups/index.js';
import { COMMANDS as registry } from '../../cli/plugins/registry/index.js';
import { COMMANDS as server } from '../../cli/plugins/server/index.js';
import { CHECKOUT } from '../support/checkout.js';

const PLUGINS = { completion, configurations, enterprise, groups, registry, server };
const PACKAGE = JSON.parse(readFileSync(`${CHECKOUT}/package.json`, 'utf8')) as {
  oclif: { topics: Record<string, { description: string }> };
};

/** A change here is a change for the scripts of others: say so in the commit and in the docs. */
const SURFACE = [
  'apply path --dry-run --prune',
  'audit --actor=<name> --follow --limit=<number> --outcome=success|error|denied|cancelled|input_required --server=<name> --since=<time> --tool=<name> --until=<time>',
  'autocomplete bash',
  'autocomplete fish',
  'autocomplete zsh',
  'complete',
  'connect client --group=<name> --mcp-client=<name>',
  'create group -c/--conf=<file>',
  'create mcp-client [name] --access-token=<token> --allow=<servers> --allow-group=<groups> --allow-tool=<patterns> -c/--conf=<file> --deny-tool=<patterns> --description=<text> --expires-in=<duration> --owner=<user>',
  'create user [username] --access-token=<token> -c/--conf=<file> --expires-in=<duration> --role=user|admin',
  'delete group name',
  'delete mcp-client name',
  'delete user username',
  'deregister name',
  'disable name',
  'disable prompt name',
  'disable resource name',
  'disable server name',
  'disable tool name',
  'enable name',
  'enable prompt name',
  'enable resource name',
  'enable server name',
  'enable tool name',
  'explain client item',
  'export -d/--dir=<folder> --with-secrets',
  'get group name',
  'get mcp-client name',
  'get prompt prompt --arg=<name>=<value>',
  'get resource uri --read',
  'get server name',
  'init-server',
  'invoke tool --group=<name> --input=<json> --output-dir=<folder> --timeout=<duration>',
  'list groups',
  'list mcp-clients',
  'list prompts --server=<name>',
  'list resources --server=<name>',
  'list servers',
  'list tools --group=<name> --server=<name>',
  'list users',
  'login access-token',
  'login-upstream name --no-browser',
  'logout',
  'refresh [name] --all',
  'register --bearer-token=<token> -c/--conf=<file> --description=<text> --force --name=<name> --no-browser --session-mode=stateless|stateful|per_call --url=<url>',
  'rotate mcp-client name --expires-in=<duration> --grace=<duration>',
  'rotate user username --expires-in=<duration> --grace=<duration>',
  'search words --limit=<number>',
  'start --database-url=<url> --enterprise --host=<address> --port=<port> --prod (hidden) --sqlite-db-path=<file>',
  'status',
  'update group -c/--conf=<file>',
  'update mcp-client name --access-token=<token> --allow=<servers> --allow-group=<groups> --allow-tool=<patterns> --deny-tool=<patterns> --description=<text> --expires-in=<duration> --owner=<user>',
  'update server [name] --bearer-token=<token> -c/--conf=<file> --description=<text> --no-browser --session-mode=stateless|stateful|per_call --url=<url>',
  'update tool tool --description=<text> --rename=<name> --reset',
  'update user username --access-token=<token> --expires-in=<duration> --role=user|admin',
  'usage tool',
  'validate files --type=server|group|mcp-client|user',
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
    const ids = Object.keys(COMMANDS).filter((id) => id.includes(':'));
    const topics = ids.map((id) => id.split(':')[0]);
    expect(Object.keys(PACKAGE.oclif.topics).sort()).toEqual([...new Set(topics)].sort());
  });
});
