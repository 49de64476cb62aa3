import { Injectable, Logger } from '@nestjs/common';
import { SECRET_MASK } from '../../api/servers.js';
import { canonicalName, fullName } from '../common/names.js';
import type { CatalogRows, ItemRow } from './catalog.repository.js';
import {
  byName,
  type CatalogItem,
  type CatalogServer,
  type CatalogSnapshot,
  type ItemKind,
} from './catalog.js';
import { withName } from './definitions.js';
import { Fingerprints } from './fingerprints.js';
import type { McpServer } from './mcp-server.entity.js';
import { mapSecrets, ServerSecrets, type TransportConfig } from './server-secrets.js';
import { UpstreamTargets } from './upstream-targets.js';

/** The rows of one server, by kind. */
type ItemsOf = (kind: ItemKind, serverId: number) => readonly ItemRow[];

/** Makes the catalogue of its rows. */
@Injectable()
export class SnapshotBuilder {
  private readonly logger = new Logger(SnapshotBuilder.name);
  private fingerprints = new Fingerprints();

  constructor(
    private readonly secrets: ServerSecrets,
    private readonly targets: UpstreamTargets,
  ) {}

  build({ servers, items }: CatalogRows, version: number): CatalogSnapshot {
    const itemsOf = grouped(items);
    this.fingerprints = this.fingerprints.next();
    const built = servers.flatMap((row) => this.serverOrNone(row, itemsOf)).sort(byName);
    return {
      version,
      servers: new Map(built.map((server) => [server.name, server])),
      tools: index(built.flatMap(({ tools }) => tools)),
      prompts: index(built.flatMap(({ prompts }) => prompts)),
    };
  }

  /** A row that someone damaged takes nothing but its own server out of service. */
  private serverOrNone(row: McpServer, itemsOf: ItemsOf): CatalogServer[] {
    try {
      return [this.server(row, itemsOf)];
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown reason';
      this.logger.error(`MCP server "${row.name}" cannot be used until it is registered anew: ${reason}`);
      return [];
    }
  }

  private server(row: McpServer, itemsOf: ItemsOf): CatalogServer {
    const config = this.secrets.open(row.name, row.config);
    const items: Record<ItemKind, CatalogItem[]> = {
      tool: [],
      prompt: [],
      resource: [],
      resource_template: [],
    };
    const server: CatalogServer = {
      id: row.id,
      name: row.name,
      transport: row.transport,
      enabled: row.enabled,
      description: row.description,
      sessionMode: row.sessionMode,
      protocol: row.protocol,
      target: this.targets.of({ ...row, config }),
      auditedBut: auditedBut(config),
      shown: shownAs(row, config),
      createdAt: row.createdAt,
      lastDiscoveredAt: row.lastDiscoveredAt,
      instructions: row.instructions,
      protocolVersion: row.protocolVersion,
      capabilities: row.capabilities,
      tools: items.tool,
      prompts: items.prompt,
      resources: items.resource,
      resourceTemplates: items.resource_template,
    };
    for (const kind of Object.keys(items) as ItemKind[]) {
      const own = itemsOf(kind, row.id).map((item) => this.item(kind, server, item));
      items[kind].push(...withoutTakenNames(own.sort(byName)));
    }
    return server;
  }

  private item(kind: ItemKind, server: CatalogServer, row: ItemRow): CatalogItem {
    const { name: originalName, definition: original, enabled } = row;
    const isNamed = kind === 'tool' || kind === 'prompt';
    const name = isNamed ? canonicalName(server.name, originalName) : originalName;
    const override = overrideOf(server.name, row);
    const fingerprint = this.fingerprints.of(original);
    return {
      server,
      kind,
      name,
      originalName,
      canonical: name,
      ...(override && { override }),
      enabled,
      definition: isNamed ? withName(kind, original, name) : original,
      original,
      fingerprint,
      isChanged: fingerprint !== row.fingerprint,
    };
  }
}

function overrideOf(
  server: string,
  { displayName, displayDescription }: ItemRow,
): CatalogItem['override'] | undefined {
  if (!displayName && !displayDescription) return undefined;
  return {
    ...(displayName && { name: fullName(server, displayName) }),
    ...(displayDescription && { description: displayDescription }),
  };
}

/** A name that an upstream came to use itself, after an admin had given it to another item, is the upstream's. */
function withoutTakenNames(items: readonly CatalogItem[]): CatalogItem[] {
  const taken = new Set(items.map(({ name }) => name));
  return items.map((item) => {
    const name = item.override?.name;
    if (name === undefined) return item;
    if (taken.has(name)) return { ...item, override: { ...item.override, name: undefined } };
    taken.add(name);
    return item;
  });
}

function auditedBut({ audit_arguments: audited }: TransportConfig): readonly string[] | undefined {
  if (typeof audited === 'object') return audited.redact;
  return audited ? [] : undefined;
}

function shownAs({ timeoutSec }: McpServer, config: TransportConfig): CatalogServer['shown'] {
  return {
    ...(timeoutSec !== null && { timeout_sec: timeoutSec }),
    ...mapSecrets(config, () => SECRET_MASK),
  };
}

function index(items: CatalogItem[]): Map<string, CatalogItem> {
  return new Map(items.sort(byName).map((item) => [item.name, item]));
}

function grouped(items: CatalogRows['items']): ItemsOf {
  const groups = new Map<string, ItemRow[]>();
  for (const kind of Object.keys(items) as ItemKind[]) {
    for (const row of items[kind]) {
      const key = `${kind} ${row.serverId}`;
      const group = groups.get(key);
      if (group) group.push(row);
      else groups.set(key, [row]);
    }
  }
  return (kind, serverId) => groups.get(`${kind} ${serverId}`) ?? [];
}
