import type { SessionMode, Transport } from '../../api/servers.js';
import type { UpstreamTarget } from '../upstream/upstream.js';

/** A tool, prompt, resource or resource template as agents see it. */
export interface CatalogItem {
  readonly server: CatalogServer;
  readonly kind: 'tool' | 'prompt' | 'resource' | 'resource_template';
  /** Canonical: `<server>__<tool>`; for resources the URI. */
  readonly name: string;
  /** The upstream's own name, or URI. */
  readonly originalName: string;
  readonly enabled: boolean;
  /** The upstream's definition under its canonical name: JSON text, otherwise byte for byte the original. */
  readonly definition: string;
  /** The upstream's definition, byte for byte. */
  readonly original: string;
  readonly fingerprint: string;
}

export interface CatalogServer {
  readonly id: number;
  readonly name: string;
  readonly transport: Transport;
  readonly enabled: boolean;
  readonly description: string;
  readonly sessionMode: SessionMode;
  readonly target: UpstreamTarget;
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
  /** By canonical name. */
  readonly tools: ReadonlyMap<string, CatalogItem>;
}
