import type { Config } from '@oclif/core/config';
import { LOADERS } from './loaders.js';

/**
 * The same commands as in `index.ts`, each loaded when it runs. The manifest has what oclif wants to know
 * of the others.
 */
export const COMMANDS = Object.fromEntries(
  Object.entries(LOADERS).map(([id, load]) => [
    id,
    {
      id,
      run: async (argv: string[], config: Config): Promise<unknown> => {
        const { default: command } = await load();
        command.id = id;
        return command.run(argv, config);
      },
    },
  ]),
);
