import { CLIError, ExitError } from '@oclif/core/errors';
import { UsageError } from './errors.js';
import { near } from '../../definitions/near.js';

/** The fields that oclif's parser adds to its errors; which of them depends on the error. */
interface ParserError extends Error {
  args?: unknown[];
  flags?: string[];
}

interface TypedCommand {
  /** As it is typed, such as `create user`. */
  words: string;
  flagNames: string[];
}

/** Turns what oclif's parser says, over several lines, into one line; other errors stay as they are. */
export function asUsageError(error: Error, { words, flagNames }: TypedCommand): Error {
  const wrongValue = error instanceof UsageError && error.message.startsWith('Parsing --');
  if (!wrongValue && (!(error instanceof CLIError) || error instanceof ExitError)) return error;
  return new UsageError(`${explain(error, flagNames)} (see \`mcpjungle ${words} --help\`)`);
}

function explain(error: ParserError, flagNames: string[]): string {
  const { args = [], flags = [] } = error;
  switch (error.constructor.name) {
    case 'RequiredArgsError':
      return `missing ${many('argument', args.map(nameOf))}`;
    case 'UnexpectedArgsError':
      return `unexpected ${many('argument', args.map(String))}`;
    case 'NonExistentFlagsError':
      return `unknown ${many('flag', flags)}${suggestion(flags, flagNames)}`;
    default:
      return error.message
        .replace(/^The following error occurred:\s+Missing required flag (\S+)/, 'missing flag: --$1')
        .replace(EXCLUSIVE, '$1 cannot be given together with $2')
        .replace(NO_OPTION, noOption)
        .replace(/^Parsing (--\S+)\s+/, '$1: ')
        .replace('See more help with --help', '')
        .trim();
  }
}

/** One flag of those that exclude each other, with its value, and another. */
const EXCLUSIVE =
  /^The following error occurred:\s+(--[\w-]+)\S* cannot also be provided when using (--[\w-]+)/;

/** Of a flag, or of an argument, that takes some values only. */
const NO_OPTION = /^Expected (?:(--[\w-]+)=)?(.*) to be one of: (.*)/;

function noOption(_: string, flag: string | undefined, value: string, options: string): string {
  const meant = near(options.split(', '), value).map((option) => `"${option}"`);
  const hint = meant.length > 0 ? `; did you mean ${meant.join(' or ')}?` : '';
  return `${flag === undefined ? '' : `${flag}: `}"${value}" is not one of: ${options}${hint}`;
}

function many(thing: string, names: string[]): string {
  return `${thing}${names.length > 1 ? 's' : ''}: ${names.join(', ')}`;
}

function nameOf(argument: unknown): string {
  return (argument as { name: string }).name.toUpperCase();
}

function suggestion([flag = '']: string[], flagNames: string[]): string {
  const flags = flagNames.map((name) => `--${name}`);
  const [meant] = near(flags, flag.replace(/=.*/, ''));
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}
