import { Injectable } from '@nestjs/common';
import type { SessionMode, Transport, UpstreamProtocol } from '../../api/servers.js';
import { AppConfig } from '../config/app-config.js';
import type { UpstreamTarget } from '../upstream/upstream.js';
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

  of({ timeoutSec, config, ...server }: ReachableServer): UpstreamTarget {
    const { name, transport, sessionMode, protocol, protocolVersion: revision } = server;
    return {
      name,
      transport,
      sessionMode,
      protocol,
      revision,
      url: new URL(config.url!),
      callTimeoutMs: (timeoutSec ?? this.config.TOOL_CALL_TIMEOUT_SEC) * 1000,
      connectTimeoutMs: this.config.MCP_SERVER_INIT_REQ_TIMEOUT_SEC * 1000,
      headers: headersOf(config),
    };
  }
}

/** An `Authorization` among the headers, in any case, wins over the bearer token. */
function headersOf({ bearer_token, headers }: TransportConfig): Record<string, string> {
  const hasOwn = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  if (hasOwn || bearer_token === undefined) return headers;
  return { Authorization: `Bearer ${bearer_token}`, ...headers };
}
