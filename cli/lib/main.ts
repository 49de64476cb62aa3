import { run } from '@oclif/core/run';
import { arrangeArguments, wantsJson } from './arguments.js';
import { CommandError, UsageError } from './errors.js';
import { loadOptions } from './load-options.js';
import { errorColours, oneLine } from './terminal.js';

/**
 * The program: runs the command that was typed. Here alone errors end: as one line on stderr, or with
 * `--json` as one document on stdout, and as the exit status.
 * @param root the folder of package.json
 */
export async function main(argv: readonly string[], root: string): Promise<void> {
  const args = arrangeArguments(argv);
  try {
    await run(args, loadOptions(args, root));
  } catch (error) {
    report(asCommandError(error), wantsJson(args));
  }
}

function asCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  // From the command of an oclif plugin: it brings an oclif of its own, so there is no class to know it by.
  if (error instanceof Error && 'oclif' in error)
    return new UsageError(error.message.replace('See more help with --help', ''));
  const message = error instanceof Error ? error.message : String(error);
  return new CommandError(`unexpected: ${message}`, { code: 'internal', cause: error });
}

function report(error: CommandError, asJson: boolean): void {
  const message = oneLine(error.message);
  process.exitCode = error.exitCode;
  if (asJson) {
    const { status = null, code } = error;
    process.stdout.write(`${JSON.stringify({ error: { message, status, code } }, null, 2)}\n`);
  } else {
    process.stderr.write(`${errorColours.red('error:')} ${message}\n`);
  }
  if (process.env.DEBUG) process.stderr.write(`${error.stack}\n`);
}
