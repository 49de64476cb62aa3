import type { ServerDefinition } from '../../../api/servers.js';

/** What is to be done once somebody has signed in at an upstream. */
export type Intent =
  | { readonly action: 'register'; readonly definition: ServerDefinition; readonly force: boolean }
  | { readonly action: 'update'; readonly definition: ServerDefinition }
  | { readonly action: 'authorize'; readonly serverId: number; readonly name: string };
