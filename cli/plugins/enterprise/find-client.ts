import type { McpClientView } from '../../../api/identities.js';
import { near } from '../../../definitions/near.js';
import type { ApiClient } from '../../lib/api-client.js';
import { CommandError } from '../../lib/errors.js';

/** The API lists clients and shows none by itself. @throws CommandError as the API would say that there is none */
export async function findClient(api: ApiClient, name: string): Promise<McpClientView> {
  const clients = await api.call('GET /api/v0/clients');
  const found = clients.find((client) => client.name === name);
  if (found) return found;
  const names = clients.map((client) => client.name);
  const meant = near(names, name).map((one) => `"${one}"`);
  const hint = meant.length > 0 ? `did you mean ${meant.join(' or ')}?` : 'see `mcpjungle list mcp-clients`';
  throw new CommandError(`no MCP client named "${name}"; ${hint}`, { code: 'not_found', status: 404 });
}
