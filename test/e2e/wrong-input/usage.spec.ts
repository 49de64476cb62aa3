import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { COMMANDS } from '../../../cli/index.js';
import { BaseCommand } from '../../../cli/lib/base-command.js';
import { Person } from '../../support/cli-process.js';
import { oneLine } from '../../support/one-line.js';

/** Several processes at once, beside other suites. */
jest.setTimeout(60_000);

interface FlagDefinition {
  type: string;
  options?: readonly string[];
}

const NOBODY = 'http://127.0.0.1:1';

const WORDS_OF_COMMANDS = Object.keys(COMMANDS).map((id) => id.replaceAll(':', ' '));

/** Every flag with a value, of every command. */
const VALUE_FLAGS = Object.entries(COMMANDS).flatMap(([id, { flags = {} }]) =>
  Object.entries(flags as Record<string, FlagDefinition>)
    .filter(([, { type }]) => type !== 'boolean')
    .map(([name, { options }]) => [id.replaceAll(':', ' '), `--${name}`, options] as const),
);

const MISSING: [words: string, missing: string][] = Object.entries(COMMANDS).flatMap(
  ([id, { args = {} }]) => {
    const required = Object.entries(args).filter(([, argument]) => argument.required);
    const names = required.map(([name]) => name.toUpperCase()).join(', ');
    if (required.length === 0) return [];
    return [[id.replaceAll(':', ' '), `argument${required.length > 1 ? 's' : ''}: ${names}`]];
  },
);

/** What the program's own configuration is, and what every command then says. */
const SETTINGS: [config: string, registry: string | undefined, code: number, line: string][] = [
  ['.', undefined, 1, '.: cannot be read: is a folder, not a file'],
  [
    'broken.conf',
    undefined,
    1,
    'broken.conf: is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 5',
  ],
  ['list.conf', undefined, 1, 'list.conf: the file must be a mapping of keys to values'],
  ['number.conf', undefined, 1, 'number.conf: registry_url must be text; put it in quotes'],
  [
    'word.conf',
    undefined,
    1,
    'word.conf: registry_url must be a URL such as http://127.0.0.1:8080, not "localhost-only"',
  ],
  [
    'none.conf',
    'localhost',
    2,
    'MCPJUNGLE_REGISTRY must be a URL such as http://127.0.0.1:8080, not "localhost"',
  ],
  [
    'none.conf',
    'ftp://localhost',
    2,
    'MCPJUNGLE_REGISTRY must begin with http:// or https://, not "ftp://localhost"',
  ],
  [
    'none.conf',
    'http://me:s3cret@h',
    2,
    'MCPJUNGLE_REGISTRY must not hold a user name or password; access tokens are set by `mcpjungle login`',
  ],
  ['none.conf', NOBODY, 1, `cannot reach ${NOBODY} (is the server running?): the connection was refused`],
];

let person: Person;
let before: unknown;

const state = () =>
  readdirSync(person.home).map((name) => [
    name,
    name.endsWith('.conf') && readFileSync(join(person.home, name), 'utf8'),
  ]);

beforeAll(() => {
  person = new Person({ env: { MCPJUNGLE_REGISTRY: NOBODY } });
  person.writes('broken.conf', 'a: [');
  person.writes('list.conf', '- a');
  person.writes('number.conf', 'registry_url: 7');
  person.writes('word.conf', 'registry_url: localhost-only');
  before = state();
});

const lineOf = async (typed: string, env: NodeJS.ProcessEnv = {}) =>
  oneLine(await person.types(`mcpjungle ${typed}`, env));

describe('a flag nobody knows', () => {
  it.concurrent.each(WORDS_OF_COMMANDS)('%s', async (words) => {
    expect(await lineOf(`${words} --nonsense`)).toEqual([
      2,
      `unknown flag: --nonsense (see \`mcpjungle ${words} --help\`)`,
    ]);
  });
});

describe('a flag without its value', () => {
  it.concurrent.each([
    ...VALUE_FLAGS,
    ['whoami', '--registry', (BaseCommand.baseFlags.registry as FlagDefinition).options] as const,
  ])('%s %s', async (words, flag, options) => {
    const expected = options ? `one of these values: ${options.join(', ')}` : 'a value';
    expect(await lineOf(`${words} ${flag}`)).toEqual([
      2,
      `Flag ${flag} expects ${expected} (see \`mcpjungle ${words} --help\`)`,
    ]);
  });
});

describe('an argument that is missing', () => {
  it.concurrent.each(MISSING)('%s', async (words, missing) => {
    expect(await lineOf(words)).toEqual([2, `missing ${missing} (see \`mcpjungle ${words} --help\`)`]);
  });
});

describe('the settings of the program', () => {
  it.concurrent.each(SETTINGS)('%s, MCPJUNGLE_REGISTRY=%s', async (config, registry = '', code, line) => {
    const env = { MCPJUNGLE_CONFIG: config, MCPJUNGLE_REGISTRY: registry };
    expect(await lineOf('whoami', env)).toEqual([code, line]);
  });

  it.concurrent.each(['login s3cret-token', 'logout', 'init-server'])('%s, without harm', async (typed) => {
    const [code, line] = await lineOf(typed, { MCPJUNGLE_CONFIG: 'broken.conf' });
    expect([code, line]).toEqual([1, SETTINGS[1]?.[3]]);
  });
});

it('nothing was changed by any of that', () => {
  expect(state()).toEqual(before);
});
