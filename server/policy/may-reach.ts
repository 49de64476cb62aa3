import type { Grants } from '../common/principal.js';

/** The decision: do these grants reach what this server offers? Whatever was not granted is denied. */
export function mayReach(grants: Grants, server: string): boolean {
  return grants.allServers || grants.servers.has(server);
}
