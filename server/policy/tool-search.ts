import { Injectable } from '@nestjs/common';
import MiniSearch from 'minisearch';
import type { CatalogItem, CatalogSnapshot } from '../registry/catalog.js';
import { Catalog } from '../registry/catalog.service.js';
import type { CatalogView } from './policy.js';
import { SearchedTool } from './searched-tool.js';

interface Search {
  words: string;
  limit: number;
}

/** Tools a turn: reading the schemas of thousands must not keep calls waiting. */
const CHUNK_SIZE = 100;

/** Finds tools by words. One index for all: what a principal may not reach is cut from the results. */
@Injectable()
export class ToolSearch {
  private readonly indexes = new WeakMap<CatalogSnapshot, Promise<MiniSearch<SearchedTool>>>();

  constructor(private readonly catalog: Catalog) {}

  /** @returns tools of the view, the best match first */
  async find(view: CatalogView, { words, limit }: Search): Promise<CatalogItem[]> {
    const index = await this.index();
    const within = new Map(view.tools.map((tool) => [tool.canonical, tool]));
    return index
      .search(words)
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .flatMap(({ id }) => within.get(id as string) ?? [])
      .slice(0, limit);
  }

  private index(): Promise<MiniSearch<SearchedTool>> {
    const { snapshot } = this.catalog;
    let index = this.indexes.get(snapshot);
    if (!index) this.indexes.set(snapshot, (index = indexOf(snapshot)));
    return index;
  }
}

async function indexOf({ tools }: CatalogSnapshot): Promise<MiniSearch<SearchedTool>> {
  const index = new MiniSearch<SearchedTool>({
    fields: ['name', 'title', 'description', 'parameters'],
    tokenize: wordsOf,
    searchOptions: {
      boost: { name: 4, title: 3, parameters: 1.5 },
      // Half a word may be all that somebody knows; of a letter or two almost every word would be a neighbour.
      prefix: (word) => word.length > 1,
      fuzzy: (word) => (word.length > 3 ? 0.2 : false),
    },
  });
  await index.addAllAsync(
    [...tools.values()].map((tool) => new SearchedTool(tool)),
    { chunkSize: CHUNK_SIZE },
  );
  return index;
}

/** `create_issue` and `createIssue` are two words each. */
function wordsOf(text: string): string[] {
  return text
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
