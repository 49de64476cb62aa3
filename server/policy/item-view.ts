import { parseAlias } from '../common/resource-uris.js';
import {
  byName,
  type CatalogItem,
  type CatalogServer,
  findItem,
  type ItemKind,
} from '../registry/catalog.js';
import type { CatalogView } from './policy.js';
import { interfacesOf } from './ui-links.js';

export type Items = Readonly<Record<ItemKind, CatalogItem[]>>;

/** Whether what a template is expanded to may be read. */
export type Expand = (template: CatalogItem, uri: string) => boolean;

/** Whether a resource may be read that its server does not list. */
export type ReadUnlisted = (server: CatalogServer, uri: string) => boolean;

interface Content {
  readonly items: Items;
  readonly exists: boolean;
  readonly mayExpand: Expand;
  readonly mayReadUnlisted: ReadUnlisted;
}

/** A view of these items and nothing else. */
export class ItemView implements CatalogView {
  private readonly index: Record<'tool' | 'prompt' | 'resource', ReadonlyMap<string, CatalogItem>>;
  private readonly texts = new Map<ItemKind, Buffer>();

  private readonly items: Items;
  readonly exists: boolean;
  readonly mayExpand: Expand;
  readonly mayReadUnlisted: ReadUnlisted;
  /** Servers by the user interfaces that their tools name; made when it is first asked for. */
  private interfaces: ReadonlyMap<string, CatalogServer> | undefined;

  constructor(
    readonly servers: readonly CatalogServer[],
    { items, exists, mayExpand, mayReadUnlisted }: Content,
  ) {
    this.items = items;
    this.exists = exists;
    this.mayExpand = mayExpand;
    this.mayReadUnlisted = mayReadUnlisted;
    Object.values(items).forEach((list) => list.sort(byName));
    this.index = {
      tool: indexOf(items.tool),
      prompt: indexOf(items.prompt),
      resource: indexOf(items.resource),
    };
  }

  get tools(): readonly CatalogItem[] {
    return this.items.tool;
  }

  get prompts(): readonly CatalogItem[] {
    return this.items.prompt;
  }

  get resources(): readonly CatalogItem[] {
    return this.items.resource;
  }

  get resourceTemplates(): readonly CatalogItem[] {
    return this.items.resource_template;
  }

  findTool(name: string): CatalogItem | undefined {
    return findItem(this.index.tool, name);
  }

  findPrompt(name: string): CatalogItem | undefined {
    return findItem(this.index.prompt, name);
  }

  findResource(uri: string): CatalogItem | undefined {
    return this.aliased(uri) ?? this.index.resource.get(uri);
  }

  serverOfInterface(uri: string): CatalogServer | undefined {
    this.interfaces ??= interfacesOf(this.items.tool);
    return this.interfaces.get(uri);
  }

  listText(kind: ItemKind): Buffer {
    let text = this.texts.get(kind);
    if (!text) {
      text = Buffer.from(`[${this.items[kind].map(({ definition }) => definition).join(',')}]`);
      this.texts.set(kind, text);
    }
    return text;
  }

  private aliased(uri: string): CatalogItem | undefined {
    const alias = parseAlias(uri);
    if (alias?.kind !== 'resource') return undefined;
    return this.items.resource.find(
      ({ server, originalName }) => server.name === alias.server && originalName === alias.uri,
    );
  }
}

function indexOf(items: readonly CatalogItem[]): ReadonlyMap<string, CatalogItem> {
  const others = items.map((item) => [otherName(item), item] as const);
  // What is listed counts first.
  return new Map([...others, ...items.map((item) => [item.name, item] as const)]);
}

/** By which calls may name an item as well: its canonical name, or its own where the server's own names are listed. */
function otherName({ name, canonical, override, originalName }: CatalogItem): string {
  if (override?.name === undefined) return name;
  return name === override.name ? canonical : originalName;
}
