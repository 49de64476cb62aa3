import type { McpClientView, UserView } from '../../../api/identities.js';
import type { JsonDocument } from '../../../definitions/shape.js';
import type { DefinitionsByKind } from '../../../definitions/write-definitions.js';
import type { ApiClient } from '../../lib/api-client.js';

/** All that is defined at a server. In development mode there are no users and clients. */
export async function definitionsAt(
  api: ApiClient,
  { secrets }: { secrets: boolean },
): Promise<DefinitionsByKind> {
  const { mode } = await api.call('GET /metadata');
  const isEnterprise = mode === 'enterprise';
  return {
    server: (await api.call('GET /api/v0/server_configs', { query: { secrets } })).map(fieldsOf),
    group: (await api.call('GET /api/v0/tool-groups')).map(fieldsOf),
    'mcp-client': isEnterprise ? (await api.call('GET /api/v0/clients')).map(fieldsOfClient) : [],
    user: isEnterprise ? (await api.call('GET /api/v0/users')).map(fieldsOfUser) : [],
  };
}

function fieldsOf(view: object): JsonDocument {
  return { ...view };
}

function fieldsOfClient({ allow_list, ...client }: McpClientView): JsonDocument {
  return { ...client, allowed_servers: allow_list };
}

function fieldsOfUser({ username, ...user }: UserView): JsonDocument {
  return { ...user, name: username };
}
