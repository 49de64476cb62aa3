import { COMMANDS as enterprise } from './plugins/enterprise/index.js';
import { COMMANDS as registry } from './plugins/registry/index.js';
import { COMMANDS as server } from './plugins/server/index.js';

/** Every command by its id; oclif finds them here. */
export const COMMANDS = { ...server, ...registry, ...enterprise };
