import type { Config } from '@oclif/core/interfaces';
import { toConfiguredId } from '@oclif/core/util/ids';
import { UsageError } from './errors.js';
import { near } from '../../definitions/near.js';

/**
 * The error for words that name no command, with the commands that were perhaps meant. oclif takes what follows a
 * command without arguments for a part of its name.
 */
export function unknownCommand(id: string, config: Config): UsageError {
  const typed = toConfiguredId(id, config);
  const words = typed.split(' ');
  const most = words.findLastIndex((_, at) => config.findCommand(words.slice(0, at + 1).join(':')));
  if (most >= 0) {
    const [command, extra] = [words.slice(0, most + 1).join(' '), words.slice(most + 1)];
    return new UsageError(
      `unexpected argument${extra.length > 1 ? 's' : ''}: ${extra.join(', ')} (see \`${config.bin} ${command} --help\`)`,
    );
  }
  const visible = config.commands.filter((command) => !command.hidden).map((command) => command.id);
  const known = [...visible, ...config.topics.map((topic) => topic.name)];
  const meant = nearCommands(typed, [...new Set(known.map((name) => toConfiguredId(name, config)))]);
  const hint =
    meant.length > 0
      ? `did you mean ${meant.map((name) => `\`${config.bin} ${name}\``).join(' or ')}?`
      : `see \`${config.bin} --help\``;
  return new UsageError(`unknown command "${typed}"; ${hint}`);
}

/** Arguments may follow, so only as many of the words count as a command has. */
function nearCommands(typed: string, commands: string[]): string[] {
  const words = typed.split(' ');
  const ofLength = (length: number) => {
    const candidates = commands.filter((command) => command.split(' ').length === length);
    return near(candidates, words.slice(0, length).join(' '));
  };
  const precise = words.length > 1 ? ofLength(2) : [];
  return precise.length > 0 ? precise : ofLength(1);
}
