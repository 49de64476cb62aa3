import Deregister from './commands/deregister.js';
import Invoke from './commands/invoke.js';
import ListServers from './commands/list/servers.js';
import ListTools from './commands/list/tools.js';
import Register from './commands/register.js';
import Usage from './commands/usage.js';

/** MCP servers and what they provide. */
export const COMMANDS = {
  register: Register,
  deregister: Deregister,
  'list:servers': ListServers,
  'list:tools': ListTools,
  usage: Usage,
  invoke: Invoke,
};
