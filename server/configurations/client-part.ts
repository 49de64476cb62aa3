import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { McpClientDefinition } from '../../api/configurations.js';
import type { GrantFields, UpdateMcpClientRequest } from '../../api/identities.js';
import { type McpClientSettings, settingsOf } from '../mcp-clients/mcp-client-identity.js';
import type { McpClient } from '../mcp-clients/mcp-client.entity.js';
import { McpClientsService } from '../mcp-clients/mcp-clients.service.js';
import { UnknownGrants } from '../mcp-clients/unknown-grants.js';
import { Tokens } from '../secrets/tokens.js';
import { differing, type Pruning, type Step, toPrune } from './step.js';
import { tokenChanges } from './token-changes.js';

/** What of a configuration concerns MCP clients. */
@Injectable()
export class ClientPart {
  constructor(
    private readonly clients: McpClientsService,
    private readonly tokens: Tokens,
    private readonly unknownGrants: UnknownGrants,
  ) {}

  async plan(wanted: readonly McpClientDefinition[] | undefined, isPruned: Pruning): Promise<Step[]> {
    if (wanted === undefined) return [];
    const stored = new Map((await this.clients.list()).map((client) => [client.name, client]));
    const names = wanted.map(({ name }) => name);
    const gone = toPrune('mcp-client', { stored: stored.keys(), wanted: names, isPruned });
    return [
      ...wanted.flatMap((client) => this.put(client, stored.get(client.name))),
      ...gone.map((name) => this.remove(name)),
    ];
  }

  private put(wanted: McpClientDefinition, before: McpClient | undefined): Step[] {
    if (before === undefined) return [this.create(wanted)];
    const { name } = wanted;
    const whole = settingsIn(wanted);
    const request: UpdateMcpClientRequest = {
      ...pick(whole, differing<object>(whole, settingsOf(before), isDeepStrictEqual)),
      ...tokenChanges(this.tokens, wanted, before),
    };
    const fields = Object.keys(request).map((field) => (field === 'allow_list' ? 'allowed_servers' : field));
    if (fields.length === 0) return [];
    return [
      {
        change: { action: 'change', type: 'mcp-client', name, fields: fields.sort() },
        write: async () => {
          await this.clients.update(name, request);
          return { warnings: () => this.warningsOf(name, request) };
        },
      },
    ];
  }

  private create(wanted: McpClientDefinition): Step {
    const { name, expires_in, access_token } = wanted;
    return {
      change: { action: 'create', type: 'mcp-client', name, fields: [] },
      write: async () => {
        const request = { name, ...settingsIn(wanted), expires_in, access_token };
        const { token } = await this.clients.create(request);
        const made = { type: 'mcp-client', name, access_token: token } as const;
        return {
          warnings: () => this.warningsOf(name, request),
          token: (access_token ?? undefined) === undefined ? made : undefined,
        };
      },
    };
  }

  private remove(name: string): Step {
    return {
      change: { action: 'delete', type: 'mcp-client', name, fields: [] },
      write: () => this.clients.remove(name),
    };
  }

  private warningsOf(name: string, grants: GrantFields): string[] {
    const warnings = this.unknownGrants.warningsFor(grants);
    return warnings.map((warning) => `MCP client "${name}": ${warning}`);
  }
}

/** All of a client but its token, with what is absent empty. */
function settingsIn(wanted: McpClientDefinition): McpClientSettings {
  const once = (values: string[] | null | undefined) => [...new Set(values ?? [])];
  return {
    description: wanted.description ?? '',
    allow_list: once(wanted.allowed_servers),
    allowed_tools: once(wanted.allowed_tools),
    denied_tools: once(wanted.denied_tools),
    allowed_groups: once(wanted.allowed_groups),
    owner: wanted.owner ?? null,
    rate_limit_rpm: wanted.rate_limit_rpm ?? null,
  };
}

function pick(settings: McpClientSettings, names: readonly string[]): Partial<McpClientSettings> {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => names.includes(name)));
}
