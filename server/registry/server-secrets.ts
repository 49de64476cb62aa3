import { Injectable } from '@nestjs/common';
import type { ServerDefinition } from '../../api/servers.js';
import { Sealer } from '../secrets/sealer.js';

/** What nobody looks for by itself, such as what only the transport needs: the columns of `mcp_servers` hold the rest. */
export type TransportConfig = Pick<
  ServerDefinition,
  | 'audit_arguments'
  | 'auth'
  | 'url'
  | 'bearer_token'
  | 'oauth_redirect_uri'
  | 'oauth_client_id'
  | 'oauth_client_secret'
  | 'tls_ca_file'
  | 'tls_insecure_skip_verify'
  | 'command'
  | 'cwd'
> & {
  oauth_scopes?: string[];
  headers?: Record<string, string>;
  args?: string[];
  env?: Record<string, string>;
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
    ...(config.oauth_client_secret !== undefined && {
      oauth_client_secret: change(config.oauth_client_secret),
    }),
    ...(config.headers && { headers: mapValues(config.headers, change) }),
    ...(config.env && { env: mapValues(config.env, change) }),
  };
}

/** The fields whose secrets differ, named and never shown. */
export function changedSecrets(before: TransportConfig, after: TransportConfig): string[] {
  const [old, now] = [secretsIn(before), secretsIn(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((field) => old.get(field) !== now.get(field));
}

function secretsIn({ bearer_token, headers = {}, env = {} }: TransportConfig): Map<string, string> {
  const within = (field: string, values: Record<string, string>) =>
    Object.entries(values).map(([name, value]): [string, string] => [`${field}.${name}`, value]);
  const own: [string, string][] = bearer_token === undefined ? [] : [['bearer_token', bearer_token]];
  return new Map([...own, ...within('headers', headers), ...within('env', env)]);
}

function mapValues(record: Record<string, string>, change: (value: string) => string) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

function purposeOf(server: string) {
  return { label: LABEL, context: `mcp_servers:${server}` };
}
