import type { Command } from '@oclif/core/command';
import { COMMANDS as completion } from './plugins/completion/index.js';
import { COMMANDS as configurations } from './plugins/configurations/index.js';
import { COMMANDS as enterprise } from './plugins/enterprise/index.js';
import { COMMANDS as groups } from './plugins/groups/index.js';
import { COMMANDS as registry } from './plugins/registry/index.js';
import { COMMANDS as server } from './plugins/server/index.js';

type Loader = () => Promise<{ default: Command.Class }>;

/** How to load each command, by its id; one plugin folder per feature. */
export const LOADERS: Record<string, Loader> = {
  ...server,
  ...registry,
  ...groups,
  ...enterprise,
  ...configurations,
  ...completion,
};
