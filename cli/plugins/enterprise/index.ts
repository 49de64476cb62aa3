import CreateMcpClient from './commands/create/mcp-client.js';
import CreateUser from './commands/create/user.js';
import DeleteMcpClient from './commands/delete/mcp-client.js';
import DeleteUser from './commands/delete/user.js';
import ListMcpClients from './commands/list/mcp-clients.js';
import ListUsers from './commands/list/users.js';

/** Who may reach what: users and MCP clients. */
export const COMMANDS = {
  'create:mcp-client': CreateMcpClient,
  'create:user': CreateUser,
  'delete:mcp-client': DeleteMcpClient,
  'delete:user': DeleteUser,
  'list:mcp-clients': ListMcpClients,
  'list:users': ListUsers,
};
