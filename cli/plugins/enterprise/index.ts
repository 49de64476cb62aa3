/** Who may reach what: users and MCP clients. */
export const COMMANDS = {
  'create:mcp-client': () => import('./commands/create/mcp-client.js'),
  'create:user': () => import('./commands/create/user.js'),
  'delete:mcp-client': () => import('./commands/delete/mcp-client.js'),
  'delete:user': () => import('./commands/delete/user.js'),
  'list:mcp-clients': () => import('./commands/list/mcp-clients.js'),
  'list:users': () => import('./commands/list/users.js'),
};
