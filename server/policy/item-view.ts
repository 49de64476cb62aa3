import { parseAlias } from '../common/resource-uris.js';
import {
  byName,
  type CatalogItem,
  type CatalogServer,
  findItem,
  type ItemKind,
} from '../registry/catalog.js';
import type { CatalogView } from './policy.js';

/** A view of these items and nothing else. */
export class ItemView implements CatalogView {
  private readonly index: Record<'tool' | 'prompt' | 'resource', ReadonlyMap<string, CatalogItem>>;
  private readonly texts = new Map<ItemKind, Buffer>();

  constructor(
    readonly servers: readonly CatalogServer[],
    private readonly items: Readonly<Record<ItemKind, CatalogItem[]>>,
  ) {
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
  return new Map(items.map((item) => [item.name, item]));
}
