import { loadConfig } from '../../server/config/load-config.js';
import type { CatalogRows, ItemRow } from '../../server/registry/catalog.repository.js';
import type { CatalogSnapshot, ItemKind } from '../../server/registry/catalog.js';
import { fingerprintOf, nameIn } from '../../server/registry/definitions.js';
import type { McpServer } from '../../server/registry/mcp-server.entity.js';
import { ServerSecrets } from '../../server/registry/server-secrets.js';
import { SnapshotBuilder } from '../../server/registry/snapshot-builder.js';
import { UpstreamTargets } from '../../server/registry/upstream-targets.js';
import { Sealer } from '../../server/secrets/sealer.js';
import { SecretKey, SecretKeys } from '../../server/secrets/secret-keys.js';

/** A server and the definitions of what it offers, by kind. */
export interface SampleServer extends Partial<Record<ItemKind, string[]>> {
  name: string;
  enabled?: boolean;
  /** Names, URIs or URI templates. */
  disabledItems?: string[];
}

const secrets = new ServerSecrets(
  new Sealer(new SecretKeys({ current: new SecretKey(Buffer.alloc(32, 1)) })),
);
const builder = new SnapshotBuilder(secrets, new UpstreamTargets(loadConfig({ env: {} })));
const KINDS: ItemKind[] = ['tool', 'prompt', 'resource', 'resource_template'];

/** The catalogue of these servers; the first was registered first. */
export function snapshotOf(servers: SampleServer[], version = 1): CatalogSnapshot {
  const items = Object.fromEntries(
    KINDS.map((kind) => [kind, servers.flatMap((s, id) => rowsOf(s, id, kind))]),
  );
  return builder.build(
    { servers: servers.map(serverRow), items: items as unknown as CatalogRows['items'] },
    version,
  );
}

function serverRow({ name, enabled = true }: SampleServer, id: number): McpServer {
  return {
    id,
    name,
    enabled,
    transport: 'streamable_http',
    description: '',
    sessionMode: 'stateless',
    timeoutSec: null,
    protocol: 'auto',
    config: secrets.seal(name, { url: `http://127.0.0.1:1/${name}`, headers: {} }),
    instructions: '',
    protocolVersion: '2025-11-25',
    capabilities: '{}',
    serverInfo: '{}',
    lastDiscoveredAt: null,
    createdAt: new Date(0),
    updatedAt: new Date(0),
  };
}

function rowsOf(
  { disabledItems = [], ...server }: SampleServer,
  serverId: number,
  kind: ItemKind,
): ItemRow[] {
  return (server[kind] ?? []).map((definition) => {
    const name = nameIn(kind, definition)!;
    const enabled = !disabledItems.includes(name);
    return {
      serverId,
      name,
      enabled,
      definition,
      displayName: null,
      displayDescription: null,
      fingerprint: fingerprintOf(definition),
    };
  });
}
