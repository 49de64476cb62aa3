import type { Command } from '@oclif/core/command';
import { LOADERS } from './loaders.js';

/** Every command by its id, for oclif: for its manifest, the help and the documentation. */
export const COMMANDS: Record<string, Command.Class> = Object.fromEntries(
  await Promise.all(
    Object.entries(LOADERS).map(async ([id, load]): Promise<[string, Command.Class]> => [
      id,
      (await load()).default,
    ]),
  ),
);
