import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Options, PJSON } from '@oclif/core/interfaces';
import { LOADERS } from '../loaders.js';

/** Plugins that only bring commands of their own. */
const COMMANDS_ONLY = new Set(['@oclif/plugin-help']);
const HELP_FLAGS = new Set(['--help', '-h']);

/**
 * What oclif loads at the start: for one of our own commands that command alone, which halves the time until
 * it runs; for help and everything else all of it.
 */
export function loadOptions(args: readonly string[], root: string): Options {
  const pjson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PJSON;
  if (!isOwnCommand(args)) return { root, pjson };
  const plugins = pjson.oclif.plugins?.filter((plugin) => !COMMANDS_ONLY.has(plugin));
  const commands = {
    strategy: 'explicit' as const,
    target: './dist/cli/lazy-commands.js',
    identifier: 'COMMANDS',
  };
  return { root, pjson: { ...pjson, oclif: { ...pjson.oclif, plugins, commands } } };
}

function isOwnCommand(args: readonly string[]): boolean {
  const [first = '', second = ''] = args;
  const known = Object.hasOwn(LOADERS, first) || Object.hasOwn(LOADERS, `${first}:${second}`);
  return known && !args.some((argument) => HELP_FLAGS.has(argument));
}
