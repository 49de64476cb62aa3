import { Injectable } from '@nestjs/common';
import type { OverrideToolRequest } from '../../api/tools.js';
import { ConflictError, InvalidError, NotFoundError } from '../common/errors.js';
import { canonicalName, fullName } from '../common/names.js';
import { Database } from '../database/database.js';
import { CatalogSearch } from './catalog-search.js';
import { Catalog } from './catalog.service.js';
import type { CatalogItem } from './catalog.js';
import { ItemsRepository, type OverrideColumns } from './items.repository.js';
import { McpServersRepository } from './mcp-servers.repository.js';

/** How agents see tools where an admin says so; what the upstream calls them is kept. */
@Injectable()
export class ItemOverrides {
  constructor(
    private readonly catalog: Catalog,
    private readonly search: CatalogSearch,
    private readonly servers: McpServersRepository,
    private readonly items: ItemsRepository,
    private readonly database: Database,
  ) {}

  /**
   * Changes what is given: null or an empty text takes it back, and nothing given takes back both.
   * @throws InvalidError for a name that not every client can take; ConflictError when another tool has it
   * @throws NotFoundError with near names
   */
  async set(name: string, wanted: OverrideToolRequest): Promise<CatalogItem> {
    const tool = this.search.tool(name);
    const change = changeOf(tool, wanted);
    await this.database.change(async () => {
      // Whoever else renames a tool of this server waits here, so that no two get one name.
      const { id, name: server } = tool.server;
      if (!(await this.servers.update(id, { name: server }))) throw new NotFoundError('tool', name);
      if (change.displayName) await this.refuseTaken(tool, change.displayName);
      await this.items.setOverride(tool, change);
      const before = { name: tool.override?.name ?? null, description: tool.override?.description ?? null };
      this.database.note({
        action: 'tool.override',
        target: `tool ${tool.canonical}`,
        server,
        tool: tool.canonical,
        before,
        after: { ...before, ...shownOverride(change, server) },
      });
    });
    await this.catalog.reload();
    return this.search.tool(tool.name);
  }

  private async refuseTaken({ server, originalName }: CatalogItem, wanted: string): Promise<void> {
    const canonical = fullName(server.name, wanted);
    const others = (await this.items.toolNames(server.id)).filter(({ name }) => name !== originalName);
    const isTaken = others.some(
      ({ name, displayName }) => displayName === wanted || canonicalName(server.name, name) === canonical,
    );
    if (isTaken) throw new ConflictError(`a tool named "${canonical}" exists already`);
  }
}

/** Its own name is no other name. */
function changeOf(
  { server, name }: CatalogItem,
  { rename, description }: OverrideToolRequest,
): OverrideColumns {
  if (rename === undefined && description === undefined)
    return { displayName: null, displayDescription: null };
  const full = fullName(server.name, rename ?? '');
  if (rename && canonicalName(server.name, rename) !== full)
    throw new InvalidError(
      `"${full}" is no name that every client takes: with its server it has up to 64 letters, digits, _ and -`,
    );
  return {
    ...(rename !== undefined && { displayName: full === name ? null : rename || null }),
    ...(description !== undefined && { displayDescription: description || null }),
  };
}

/** What of an override is to be another. */
function shownOverride({ displayName, displayDescription }: OverrideColumns, server: string): object {
  return {
    ...(displayName !== undefined && { name: displayName && fullName(server, displayName) }),
    ...(displayDescription !== undefined && { description: displayDescription }),
  };
}
