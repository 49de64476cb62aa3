import type { McpClientView, TokenView } from '../../api/identities.js';
import { type Grants, grantsOf } from '../common/grants.js';
import { type Identity, identityOf } from '../common/identities.js';
import type { GrantKind } from './mcp-client-grant.entity.js';
import type { McpClient } from './mcp-client.entity.js';

export type McpClientSettings = Omit<McpClientView, 'name' | keyof TokenView>;

export const mcpClientKey = (id: number): string => `client:${id}`;

/** What a client was granted of one kind, in the order it was given. */
export function grantedTo(client: Pick<McpClient, 'grants'>, kind: GrantKind): string[] {
  return client.grants.filter((grant) => grant.kind === kind).map(({ value }) => value);
}

/** All of a client but its name and token, as the API has it. */
export function settingsOf(client: McpClient): McpClientSettings {
  return {
    description: client.description,
    allow_list: grantedTo(client, 'server'),
    allowed_tools: grantedTo(client, 'tool'),
    denied_tools: grantedTo(client, 'deny'),
    allowed_groups: grantedTo(client, 'group'),
    owner: client.owner,
    rate_limit_rpm: client.rateLimitRpm,
  };
}

/** All that a client was granted and denied. */
export function grantsOfClient(client: Pick<McpClient, 'grants'>): Grants {
  return grantsOf({
    servers: grantedTo(client, 'server'),
    allowed: grantedTo(client, 'tool'),
    denied: grantedTo(client, 'deny'),
    groups: grantedTo(client, 'group'),
  });
}

/** What the process remembers of a client. */
export function mcpClientIdentity(client: McpClient): Identity {
  const { id, name, owner, rateLimitRpm } = client;
  const grants = grantsOfClient(client);
  const known = { grants, key: mcpClientKey(id), owner, rateLimitRpm };
  return identityOf({ kind: 'client', id, name, role: 'client', ...known }, client);
}
