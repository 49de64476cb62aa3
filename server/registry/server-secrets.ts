import { Injectable } from '@nestjs/common';
import type { ServerDefinition } from '../../api/servers.js';
import { Sealer } from '../secrets/sealer.js';

/** What only the transport needs to know: the columns of `mcp_servers` hold the rest. */
export type TransportConfig = Pick<ServerDefinition, 'url' | 'bearer_token'> & {
  headers: Record<string, string>;
};

const LABEL = 'upstream-secrets';

/**
 * Writes and reads the `config` column: JSON text in which every secret is sealed for this server. The name
 * binds it, since a server is never renamed and its row may be replaced.
 */
@Injectable()
export class ServerSecrets {
  constructor(private readonly sealer: Sealer) {}

  seal(server: string, config: TransportConfig): string {
    const purpose = purposeOf(server);
    return JSON.stringify(mapSecrets(config, (secret) => this.sealer.seal(secret, purpose)));
  }

  /** @throws UnsealError when the row was tampered with, or sealed under another key */
  open(server: string, stored: string): TransportConfig {
    const purpose = purposeOf(server);
    return mapSecrets(JSON.parse(stored) as TransportConfig, (sealed) => this.sealer.open(sealed, purpose));
  }
}

/** The configuration with each of its secrets replaced. */
export function mapSecrets(config: TransportConfig, change: (secret: string) => string): TransportConfig {
  return {
    ...config,
    ...(config.bearer_token !== undefined && { bearer_token: change(config.bearer_token) }),
    headers: Object.fromEntries(Object.entries(config.headers).map(([name, value]) => [name, change(value)])),
  };
}

function purposeOf(server: string) {
  return { label: LABEL, context: `mcp_servers:${server}` };
}
