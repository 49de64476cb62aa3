import type { ServerView, SessionMode, Transport, UpstreamProtocol } from '../../api/servers.js';
import { canonicalName, splitName } from '../common/names.js';
import type { UpstreamTarget } from '../upstream/upstream.js';

export type ItemKind = 'tool' | 'prompt' | 'resource' | 'resource_template';

/** A tool, prompt, resource or resource template as agents see it. */
export interface CatalogItem {
  readonly server: CatalogServer;
  readonly kind: ItemKind;
  /** Canonical: `<server>__<tool>`; for resources the URI, for resource templates the template. */
  readonly name: string;
  /** The upstream's own name, or URI. */
  readonly originalName: string;
  /** The canonical name also in views, where `name` may be another: what grants, audit and metrics go by. */
  readonly canonical: string;
  /** How an admin has agents see it; `name` is in the canonical form. */
  readonly override?: { readonly name?: string; readonly description?: string };
  readonly enabled: boolean;
  /** The upstream's definition under its canonical name: JSON text, otherwise byte for byte the original. */
  readonly definition: string;
  /** The upstream's definition, byte for byte. */
  readonly original: string;
  /** SHA-256 in hex of the definition, whatever the order of its keys. */
  readonly fingerprint: string;
  /** The definition is another than when the item was first seen. */
  readonly isChanged: boolean;
}

export interface CatalogServer {
  /** Rises with every registration: the lowest is the oldest. */
  readonly id: number;
  readonly name: string;
  readonly transport: Transport;
  readonly enabled: boolean;
  readonly description: string;
  readonly sessionMode: SessionMode;
  /** The era that its definition says it speaks. */
  readonly protocol: UpstreamProtocol;
  readonly target: UpstreamTarget;
  /** Of calls the audit log holds the arguments, but of fields of these names; undefined: it holds none. */
  readonly auditedBut: readonly string[] | undefined;
  /** How it is reached, for eyes: every secret is masked. */
  readonly shown: Pick<
    ServerView,
    | 'timeout_sec'
    | 'auth'
    | 'audit_arguments'
    | 'url'
    | 'bearer_token'
    | 'headers'
    | 'oauth_redirect_uri'
    | 'oauth_client_id'
    | 'oauth_client_secret'
    | 'oauth_scopes'
    | 'command'
    | 'args'
    | 'env'
    | 'cwd'
  >;
  readonly createdAt: Date;
  readonly lastDiscoveredAt: Date | null;
  readonly instructions: string;
  readonly protocolVersion: string;
  /** The upstream's capabilities; JSON text. */
  readonly capabilities: string;
  readonly tools: readonly CatalogItem[];
  readonly prompts: readonly CatalogItem[];
  readonly resources: readonly CatalogItem[];
  readonly resourceTemplates: readonly CatalogItem[];
}

/** Everything that is registered, at one moment. Never changed: a new one takes its place. */
export interface CatalogSnapshot {
  /** Rises by one with every snapshot of this process. */
  readonly version: number;
  /** By name, sorted. */
  readonly servers: ReadonlyMap<string, CatalogServer>;
  /** By canonical name, sorted. */
  readonly tools: ReadonlyMap<string, CatalogItem>;
  readonly prompts: ReadonlyMap<string, CatalogItem>;
}

/** What a server provides of one kind, by name. */
export function itemsOf(server: CatalogServer, kind: ItemKind): readonly CatalogItem[] {
  switch (kind) {
    case 'tool':
      return server.tools;
    case 'prompt':
      return server.prompts;
    case 'resource':
      return server.resources;
    case 'resource_template':
      return server.resourceTemplates;
  }
}

/** Finds a tool or prompt by its canonical name or by `<server>__<original name>`. */
export function findItem(items: ReadonlyMap<string, CatalogItem>, name: string): CatalogItem | undefined {
  const item = items.get(name);
  if (item) return item;
  const parts = splitName(name);
  const other = parts && items.get(canonicalName(parts.server, parts.item));
  return other?.originalName === parts?.item ? other : undefined;
}

/** Orders names the same on every machine, whatever its language. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
