import type { GrantFields } from '../../api/identities.js';
import type { GrantKind } from './mcp-client-grant.entity.js';

const KINDS = {
  allow_list: 'server',
  allowed_tools: 'tool',
  denied_tools: 'deny',
  allowed_groups: 'group',
} as const satisfies Record<keyof GrantFields, GrantKind>;

/** What a client is to have of each kind; kinds that are missing stay as they are. */
export type SentGrants = ReadonlyMap<GrantKind, string[]>;

/** The grants in the fields that were sent, each once. */
export function sentGrants(request: GrantFields): SentGrants {
  const sent = new Map<GrantKind, string[]>();
  for (const [field, kind] of Object.entries(KINDS) as [keyof GrantFields, GrantKind][]) {
    const values = request[field];
    if (values !== undefined) sent.set(kind, [...new Set(values)]);
  }
  return sent;
}
