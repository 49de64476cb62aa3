import { createHash } from 'node:crypto';
import type { Identity } from '../common/identities.js';
import type { Grants } from '../common/principal.js';
import type { McpClient } from './mcp-client.entity.js';

/** In an allow list: every server, also later ones. */
export const ALL_SERVERS = '*';

export const mcpClientKey = (id: number): string => `client:${id}`;

/** The server names a client was granted, in the order they were given. */
export function allowListOf(client: McpClient): string[] {
  return client.grants.filter(({ kind }) => kind === 'server').map(({ value }) => value);
}

/** What the process remembers of a client. */
export function mcpClientIdentity(client: McpClient): Identity {
  const { id, name, tokenHash, expiresAt, previousTokenHash, previousTokenExpiresAt, lastUsedAt } = client;
  return {
    principal: Object.freeze({
      kind: 'client',
      id,
      name,
      role: 'client',
      grants: grantsOf(allowListOf(client)),
      key: mcpClientKey(id),
    }),
    tokenHash,
    expiresAt,
    previousTokenHash,
    previousTokenExpiresAt,
    lastUsedAt,
  };
}

function grantsOf(allowList: string[]): Grants {
  const servers = [...new Set(allowList)].sort();
  return Object.freeze({
    allServers: servers.includes(ALL_SERVERS),
    servers: new Set(servers),
    key: createHash('sha256').update(JSON.stringify(servers)).digest('base64url'),
  });
}
