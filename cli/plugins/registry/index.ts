/** MCP servers and what they provide. */
export const COMMANDS = {
  register: () => import('./commands/register.js'),
  deregister: () => import('./commands/deregister.js'),
  'list:servers': () => import('./commands/list/servers.js'),
  'list:tools': () => import('./commands/list/tools.js'),
  usage: () => import('./commands/usage.js'),
  invoke: () => import('./commands/invoke.js'),
};
