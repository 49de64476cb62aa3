/** Who may reach what: users and MCP clients. */
export const COMMANDS = {
  audit: () => import('./commands/audit.js'),
  connect: () => import('./commands/connect.js'),
  'create:mcp-client': () => import('./commands/create/mcp-client.js'),
  'create:user': () => import('./commands/create/user.js'),
  'delete:mcp-client': () => import('./commands/delete/mcp-client.js'),
  'delete:user': () => import('./commands/delete/user.js'),
  explain: () => import('./commands/explain.js'),
  'get:mcp-client': () => import('./commands/get/mcp-client.js'),
  'list:mcp-clients': () => import('./commands/list/mcp-clients.js'),
  'list:users': () => import('./commands/list/users.js'),
  'rotate:mcp-client': () => import('./commands/rotate/mcp-client.js'),
  'rotate:user': () => import('./commands/rotate/user.js'),
  'update:mcp-client': () => import('./commands/update/mcp-client.js'),
  'update:user': () => import('./commands/update/user.js'),
};
