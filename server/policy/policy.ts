import { Injectable } from '@nestjs/common';
import type { Principal } from '../common/principal.js';
import { RecentMap } from '../common/recent-map.js';
import type { CatalogItem, CatalogServer, CatalogSnapshot, ItemKind } from '../registry/catalog.js';
import { Catalog } from '../registry/catalog.service.js';
import { Groups, type GroupsSnapshot } from '../tool-groups/groups.service.js';
import { createView, type Sight } from './create-view.js';

/** What of the catalogue an endpoint shows: all of it, a group, or one server under that server's own names. */
export type Scope = (
  { readonly kind: 'all' } | { readonly kind: 'server' | 'group'; readonly name: string }
) & {
  /** The agent searches for tools, and does not list them. */
  readonly discovery?: 'search';
};

/** Tells scopes apart, also a group from a server of its name. */
export function scopeKey(scope: Scope): string {
  const place = scope.kind === 'all' ? '' : `${scope.kind} ${scope.name}`;
  return scope.discovery === 'search' ? `${place} search` : place;
}

/**
 * What a principal may see and use in a scope; never changes. What it does not hold answers exactly like
 * what does not exist.
 */
export interface CatalogView {
  /** False where the scope is nothing that this principal may know of. */
  readonly exists: boolean;
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
  /** Whether the resource that one of the templates is expanded to, in its server's words, may be read. */
  mayExpand(template: CatalogItem, uri: string): boolean;
  /** Whether what a server of the view speaks of without listing it, in its own words, may be read. */
  mayReadUnlisted(server: CatalogServer, uri: string): boolean;
  /** Whose tools name this user interface; of several servers the one registered first. */
  serverOfInterface(uri: string): CatalogServer | undefined;
  /** The definitions of one kind as a JSON array, made once. */
  listText(kind: ItemKind): Buffer;
}

/** Views kept at least, of those used last: one for each set of grants and scope in use. */
const KEPT_VIEWS = 100;

/** The one place that answers: may this principal, in this scope, see and use this item? */
@Injectable()
export class Policy {
  private views = new RecentMap<string, CatalogView>(KEPT_VIEWS);
  private snapshot: CatalogSnapshot | undefined;
  private groupsSnapshot: GroupsSnapshot | undefined;

  constructor(
    private readonly catalog: Catalog,
    private readonly groups: Groups,
  ) {}

  /** Cached: the same object as long as neither catalogue, groups nor grants change. */
  view({ grants }: Pick<Principal, 'grants'>, scope: Scope): CatalogView {
    this.dropOutdated();
    const key = `${scopeKey(scope)}\n${grants.key}`;
    const known = this.views.get(key);
    if (known) return known;
    const view = createView({ ...this.now, grants, scope });
    this.views.set(key, view);
    return view;
  }

  private dropOutdated(): void {
    const { snapshot, groups } = this.now;
    if (this.snapshot === snapshot && this.groupsSnapshot === groups) return;
    this.snapshot = snapshot;
    this.groupsSnapshot = groups;
    this.views = new RecentMap(KEPT_VIEWS);
  }

  private get now(): Pick<Sight, 'snapshot' | 'groups'> {
    return { snapshot: this.catalog.snapshot, groups: this.groups.snapshot };
  }
}
