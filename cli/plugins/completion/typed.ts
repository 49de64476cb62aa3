import type { Command } from '@oclif/core/command';

/** What of a command line stands before the word that is being completed. */
export interface Typed {
  /** The command, once its words are all there. */
  command?: Command.Loadable;
  /** The words of commands so far. */
  path: string[];
  /** How many of its arguments are there. */
  argumentCount: number;
  /** The flag whose value comes next. */
  flag?: Command.Flag.Cached;
  /** The server that the line names. */
  registry?: string;
}

const REGISTRY = '--registry';

/** @param words what was typed behind the program's name, without the last word */
export function readTyped(words: readonly string[], commands: readonly Command.Loadable[]): Typed {
  const typed: Typed = { path: [], argumentCount: 0 };
  for (const word of words) {
    if (typed.flag) {
      if (typed.flag.name === 'registry') typed.registry = word;
      delete typed.flag;
    } else if (word.startsWith('-')) {
      if (word.startsWith(`${REGISTRY}=`)) typed.registry = word.slice(REGISTRY.length + 1);
      typed.flag = valueFlag(word, typed.command ?? commands[0]);
    } else if (!goesOn(typed, word, commands)) {
      typed.argumentCount += 1;
    }
  }
  return typed;
}

/** Whether the word is another one of the command's. A command of a topic's name gives way to the topic's. */
function goesOn(typed: Typed, word: string, commands: readonly Command.Loadable[]): boolean {
  if (typed.argumentCount > 0) return false;
  const id = [...typed.path, word].join(':');
  const command = commands.find((one) => one.id === id);
  if (!command && !commands.some((one) => one.id.startsWith(`${id}:`))) return false;
  typed.path.push(word);
  typed.command = command;
  return true;
}

/** A flag that takes a value which is not in this word. */
function valueFlag(word: string, command?: Command.Loadable): Command.Flag.Cached | undefined {
  const flags = Object.values(command?.flags ?? {});
  const flag = flags.find(({ name, char }) => word === `--${name}` || word === `-${char}`);
  return flag?.type === 'option' ? flag : undefined;
}
