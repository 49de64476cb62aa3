import type { Command } from '@oclif/core/command';
import type { Config } from '@oclif/core/interfaces';

/** A flag as the manifest has it. */
type Flag = Command.Flag.Cached;

type Program = Pick<Config, 'bin' | 'commands' | 'topics'>;

const FIRST_WORD = '__fish_use_subcommand';

/** The completions of a program's commands and flags, as a script for fish. */
export function fishCompletion({ bin, commands, topics }: Program): string {
  const ids = commands.filter(({ hidden }) => !hidden).map(({ id }) => id);
  const parents = topics.filter(({ name }) => ids.some((id) => id.startsWith(`${name}:`)));
  const complete = (condition: string, rest: string) => `complete -c ${bin} -n ${quoted(condition)} ${rest}`;
  return [
    `complete -c ${bin} -f`,
    ...parents.map(({ name, description = '' }) =>
      complete(FIRST_WORD, `-a ${name} -d ${quoted(description)}`),
    ),
    ...commands.flatMap(({ id, hidden, summary = '', flags }) => {
      if (hidden) return [];
      const words = id.split(':');
      const typed = words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
      return [
        complete(expecting(words, ids), `-a ${words.at(-1)} -d ${quoted(summary)}`),
        ...Object.values(flags).flatMap((flag) => (flag.hidden ? [] : complete(typed, flagCompletion(flag)))),
      ];
    }),
    '',
  ].join('\n');
}

/** When the last word of a command is still to come. */
function expecting([topic, word]: string[], ids: string[]): string {
  if (word === undefined) return FIRST_WORD;
  const siblings = ids.filter((id) => id.startsWith(`${topic}:`)).map((id) => id.split(':')[1]);
  return `__fish_seen_subcommand_from ${topic}; and not __fish_seen_subcommand_from ${siblings.join(' ')}`;
}

function flagCompletion(flag: Flag): string {
  const parts = [`-l ${flag.name}`, `-d ${quoted(flag.summary ?? flag.description ?? '')}`];
  if (flag.char) parts.push(`-s ${flag.char}`);
  if (flag.type === 'boolean') return parts.join(' ');
  if (flag.options) return [...parts, `-x -a ${quoted(flag.options.join(' '))}`].join(' ');
  return [...parts, flag.helpValue === '<file>' || flag.helpValue === '<folder>' ? '-r -F' : '-x'].join(' ');
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
