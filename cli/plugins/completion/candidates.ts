import type { Command } from '@oclif/core/command';
import type { Topic } from '@oclif/core/interfaces';
import { ARGUMENT_KINDS, FLAG_KINDS } from './kinds.js';
import type { Candidate, NameKind } from './names.js';
import type { Typed } from './typed.js';

interface Program {
  commands: readonly Command.Loadable[];
  topics: readonly Topic[];
}

/** What may come next: words that are known here, and kinds of names that the server knows. */
export interface Next {
  words: Candidate[];
  kinds: NameKind[];
}

/** @param last the beginning of the word that is being typed */
export function nextOf(typed: Typed, last: string, { commands, topics }: Program): Next {
  const { command, path, argumentCount, flag } = typed;
  if (flag) return { words: optionsOf(flag), kinds: FLAG_KINDS[flag.name] ?? [] };
  if (last.startsWith('-')) return { words: flagsOf(command ?? commands[0]), kinds: [] };
  const words = argumentCount === 0 ? wordsBehind(path, { commands, topics }) : [];
  const argument = Object.values(command?.args ?? {})[argumentCount];
  const kinds = command ? (ARGUMENT_KINDS[command.id]?.[argumentCount] ?? []) : [];
  return { words: [...words, ...optionsOf(argument)], kinds: words.length > 0 ? [] : kinds };
}

function optionsOf(taken: Command.Flag.Cached | Command.Arg.Cached | undefined): Candidate[] {
  const options = taken && 'options' in taken ? (taken.options ?? []) : [];
  return options.map((value) => ({ value, description: '' }));
}

function flagsOf(command: Command.Loadable | undefined): Candidate[] {
  return Object.values(command?.flags ?? {})
    .filter(({ hidden }) => !hidden)
    .map(({ name, summary, description = '' }) => ({
      value: `--${name}`,
      description: summary ?? description,
    }));
}

/** The next words of commands and topics. */
function wordsBehind(path: readonly string[], { commands, topics }: Program): Candidate[] {
  const start = path.map((word) => `${word}:`).join('');
  const found = new Map<string, string>();
  for (const { id, hidden, summary = '' } of commands) {
    if (hidden || !id.startsWith(start)) continue;
    const [word = '', ...more] = id.slice(start.length).split(':');
    const topic = topics.find(({ name }) => name === start + word);
    if (word !== '') found.set(word, more.length > 0 ? (topic?.description ?? '') : summary);
  }
  return [...found].map(([value, description]) => ({ value, description }));
}
