import type { Command } from '@oclif/core/command';
import { LOADERS } from './loaders.js';

/** Every command by its id, for oclif: for its manifest, the help and the documentation. */
export const COMMANDS: Record<string, Command.Class> = {};

for (const [id, load] of Object.entries(LOADERS)) COMMANDS[id] = (await load()).default;
