import { Injectable } from '@nestjs/common';
import type { SessionMode, Transport, UpstreamProtocol } from '../../api/servers.js';
import { AppConfig } from '../config/app-config.js';
import type { TlsTrust } from '../upstream/http/connector.js';
import type { CommonTarget, SignInSettings, UpstreamTarget } from '../upstream/upstream.js';
import type { TransportConfig } from './server-secrets.js';

/** A registered server as far as reaching it goes, secrets in clear. */
export interface ReachableServer {
  readonly name: string;
  readonly transport: Transport;
  readonly sessionMode: SessionMode;
  readonly timeoutSec: number | null;
  readonly protocol: UpstreamProtocol;
  /** What it spoke when it was last asked; absent before. */
  readonly protocolVersion?: string;
  readonly config: TransportConfig;
}

/** Says how a registered server is reached, by its own definition and this server's settings. */
@Injectable()
export class UpstreamTargets {
  constructor(private readonly config: AppConfig) {}

  of({ config, ...server }: ReachableServer): UpstreamTarget {
    const { transport } = server;
    const common = this.common(server);
    if (transport !== 'stdio') {
      return {
        ...common,
        transport,
        url: new URL(config.url!),
        headers: headersOf(config),
        auth: config.auth ?? 'shared',
        signIn: signInOf(config),
        tls: trustOf(config),
      };
    }
    const { command = '', args = [], env = {}, cwd } = config;
    return { ...common, transport, command, args, env, cwd };
  }

  private common({
    timeoutSec,
    protocolVersion: revision,
    ...server
  }: Omit<ReachableServer, 'config'>): CommonTarget {
    const { name, sessionMode, protocol } = server;
    return {
      name,
      sessionMode,
      protocol,
      revision,
      callTimeoutMs: (timeoutSec ?? this.config.TOOL_CALL_TIMEOUT_SEC) * 1000,
      connectTimeoutMs: this.config.MCP_SERVER_INIT_REQ_TIMEOUT_SEC * 1000,
    };
  }
}

function trustOf({ tls_ca_file: caFile, tls_insecure_skip_verify }: TransportConfig): TlsTrust | undefined {
  const insecureSkipVerify = tls_insecure_skip_verify === true;
  return caFile === undefined && !insecureSkipVerify ? undefined : { caFile, insecureSkipVerify };
}

function signInOf(config: TransportConfig): SignInSettings {
  return {
    redirectUri: config.oauth_redirect_uri,
    clientId: config.oauth_client_id,
    clientSecret: config.oauth_client_secret,
    scopes: config.oauth_scopes,
  };
}

/** An `Authorization` among the headers, in any case, wins over the bearer token. */
function headersOf({ bearer_token, headers = {} }: TransportConfig): Record<string, string> {
  const hasOwn = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  if (hasOwn || bearer_token === undefined) return headers;
  return { Authorization: `Bearer ${bearer_token}`, ...headers };
}
