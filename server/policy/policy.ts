import { Injectable } from '@nestjs/common';
import type { Principal } from '../common/principal.js';
import type { CatalogItem, CatalogServer, CatalogSnapshot, ItemKind } from '../registry/catalog.js';
import { Catalog } from '../registry/catalog.service.js';
import { createView } from './create-view.js';

/** What of the catalogue an endpoint shows: all of it, or one server under that server's own names. */
export type Scope = { readonly kind: 'all' } | { readonly kind: 'server'; readonly name: string };

/**
 * What a principal may see and use in a scope; never changes. What it does not hold answers exactly like
 * what does not exist.
 */
export interface CatalogView {
  /** By name, like all lists here. */
  readonly servers: readonly CatalogServer[];
  readonly tools: readonly CatalogItem[];
  readonly prompts: readonly CatalogItem[];
  readonly resources: readonly CatalogItem[];
  readonly resourceTemplates: readonly CatalogItem[];
  /** Takes the canonical name or `<server>__<original name>`; in a server's own scope its own name. */
  findTool(name: string): CatalogItem | undefined;
  findPrompt(name: string): CatalogItem | undefined;
  /** Takes the URI as listed, the upstream's own, or any alias of it. */
  findResource(uri: string): CatalogItem | undefined;
  /** The definitions of one kind as a JSON array, made once. */
  listText(kind: ItemKind): Buffer;
}

/** Views kept at a time: one for each set of grants and scope in use. */
const MAX_VIEWS = 200;

/** The one place that answers: may this principal, in this scope, see and use this item? */
@Injectable()
export class Policy {
  private readonly views = new Map<string, CatalogView>();
  private snapshot: CatalogSnapshot | undefined;

  constructor(private readonly catalog: Catalog) {}

  /** Cached: the same object as long as neither catalogue nor grants change. */
  view({ grants }: Principal, scope: Scope): CatalogView {
    this.dropOutdated();
    const key = `${scope.kind} ${scope.kind === 'server' ? scope.name : ''}\n${grants.key}`;
    const view = this.views.get(key) ?? createView({ snapshot: this.catalog.snapshot, grants, scope });
    this.views.delete(key);
    this.views.set(key, view);
    if (this.views.size > MAX_VIEWS) this.dropOldest();
    return view;
  }

  private dropOutdated(): void {
    if (this.snapshot === this.catalog.snapshot) return;
    this.snapshot = this.catalog.snapshot;
    this.views.clear();
  }

  private dropOldest(): void {
    for (const key of this.views.keys()) {
      this.views.delete(key);
      return;
    }
  }
}
