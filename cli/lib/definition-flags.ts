import * as Flags from '@oclif/core/flags';
import { CommandError } from './errors.js';

/** `-c`, `--conf`: the definition comes from a file instead of flags. */
export const confFlag = Flags.custom<string>({
  char: 'c',
  helpValue: '<file>',
  description: 'a JSON file with the definition; ${VAR} in it is replaced from the environment',
});

/** Flags that count beside a file: they do not describe what is in it. */
const BESIDE_A_FILE = new Set(['registry', 'json', 'yes', 'help', 'conf', 'force', 'no-browser']);

interface Given {
  flags: object;
  args: object;
}

/** What was typed beside a file and does not count, as it was typed. */
export function ignoredBesideFile({ flags, args }: Given): string[] {
  const typed = (values: object) =>
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : name));
  return [
    ...typed(args).map((name) => name.toUpperCase()),
    ...typed(flags)
      .filter((name) => !BESIDE_A_FILE.has(name))
      .map((name) => `--${name}`),
  ];
}

/** What the server finds wrong with a definition is wrong in the file it came from. */
export function blameFile(error: Error, flags: object = {}): Error {
  const { conf } = flags as { conf?: string };
  if (conf === undefined || !(error instanceof CommandError) || error.code !== 'invalid') return error;
  const { message, code, status } = error;
  const problem = message.replace(/^the request is invalid: /, '');
  return new CommandError(`${conf}: ${problem}`, { code, status, cause: error });
}
