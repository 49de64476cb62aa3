import { GROUP_FILE, MCP_CLIENT_FILE, SERVER_FILE, USER_FILE } from './shapes.js';
import type { JsonDocument, Shape } from './shape.js';

/** What one definition is of. */
export const KINDS = ['server', 'group', 'mcp-client', 'user'] as const;
export type Kind = (typeof KINDS)[number];

interface KindFacts {
  shape: Shape;
  /** The list of a whole configuration that holds them, and the folder that an export puts them in. */
  list: 'servers' | 'groups' | 'mcp_clients' | 'users';
}

export const FACTS: Record<Kind, KindFacts> = {
  server: { shape: SERVER_FILE, list: 'servers' },
  group: { shape: GROUP_FILE, list: 'groups' },
  'mcp-client': { shape: MCP_CLIENT_FILE, list: 'mcp_clients' },
  user: { shape: USER_FILE, list: 'users' },
};

export const LISTS = KINDS.map((kind) => FACTS[kind].list);

/** Whether a document holds lists of definitions instead of being one. */
export function isWholeConfiguration(document: JsonDocument): boolean {
  return LISTS.some((list) => Object.hasOwn(document, list));
}

/**
 * What a document defines, by the keys it has: of the kind that knows most of them.
 * @param folder the name of the folder it lies in, which decides where the keys do not
 */
export function kindOf(document: JsonDocument, folder = ''): Kind | undefined {
  const keys = Object.keys(document);
  const known = (kind: Kind) => keys.filter((key) => Object.hasOwn(FACTS[kind].shape, key)).length;
  const most = Math.max(...KINDS.map(known));
  const likely = KINDS.filter((kind) => most > 0 && known(kind) === most);
  return likely.length === 1 ? likely[0] : likely.find((kind) => FACTS[kind].list === folder);
}
