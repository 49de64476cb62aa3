import type { McpClientView } from '../../../api/identities.js';

/** What a client may reach, in words. */
export function reachOf(client: McpClientView): string {
  if (client.allow_list.includes('*')) return 'every MCP server';
  return [...client.allow_list, ...partsOf(client)].join(', ') || 'no MCP server';
}

/** What it may reach beside whole servers. */
export function partsOf({ allowed_tools: tools, allowed_groups: groups }: McpClientView): string[] {
  return [...tools, ...groups.map((name) => `the group ${name}`)];
}
