import type { ApiClient } from '../../lib/api-client.js';
import { oneLine } from '../../lib/terminal.js';

export interface Candidate {
  value: string;
  description: string;
}

/** Nobody waits longer for the tab key. */
const TIMEOUT_MS = 1500;
const SOON = { timeoutMs: TIMEOUT_MS };

/** What there are names of, and how the server is asked for them. */
const SOURCES = {
  server: async (api: ApiClient) => (await api.call('GET /api/v0/servers', SOON)).map(described),
  tool: async (api: ApiClient) =>
    (await api.call('GET /api/v0/tools', { query: {}, ...SOON })).map(described),
  prompt: async (api: ApiClient) =>
    (await api.call('GET /api/v0/prompts', { query: {}, ...SOON })).map(described),
  resource: async (api: ApiClient) =>
    (await api.call('GET /api/v0/resources', { query: {}, ...SOON })).map(({ uri, name }) => ({
      value: uri,
      description: name,
    })),
  group: async (api: ApiClient) => (await api.call('GET /api/v0/tool-groups', SOON)).map(described),
  client: async (api: ApiClient) => (await api.call('GET /api/v0/clients', SOON)).map(described),
  user: async (api: ApiClient) =>
    (await api.call('GET /api/v0/users', SOON)).map(({ username, role }) => ({
      value: username,
      description: role,
    })),
};

export type NameKind = keyof typeof SOURCES;

/** Names that the server knows; none of a kind that it does not tell, is down or too slow. */
export async function namesOf(kinds: readonly NameKind[], api: ApiClient): Promise<Candidate[]> {
  const found = await Promise.allSettled(kinds.map((kind) => SOURCES[kind](api)));
  return found.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
}

function described({ name, description }: { name: string; description?: string }): Candidate {
  return { value: name, description: oneLine(description ?? '') };
}
