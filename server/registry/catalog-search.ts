import { Injectable } from '@nestjs/common';
import { InvalidError, NotFoundError } from '../common/errors.js';
import { splitName } from '../common/names.js';
import { near } from '../common/near.js';
import { parseAlias } from '../common/resource-uris.js';
import { Catalog } from './catalog.service.js';
import { byName, type CatalogItem, type CatalogServer, findItem } from './catalog.js';

/** Answers people's questions about the catalogue: also of what is disabled, which no agent sees. */
@Injectable()
export class CatalogSearch {
  constructor(private readonly catalog: Catalog) {}

  /** @throws NotFoundError when there is no such server */
  tools(server?: string): CatalogItem[] {
    return this.serversNamed(server)
      .flatMap(({ tools }) => tools)
      .sort(byName);
  }

  /** @throws NotFoundError when there is no such server */
  prompts(server?: string): CatalogItem[] {
    return this.serversNamed(server)
      .flatMap(({ prompts }) => prompts)
      .sort(byName);
  }

  /** @throws NotFoundError when there is no such server */
  resources(server?: string): CatalogItem[] {
    return this.serversNamed(server).flatMap(({ resources }) => resources);
  }

  /** @throws InvalidError when the name names no server; NotFoundError when there is no such tool */
  tool(name: string): CatalogItem {
    return this.named('tool', this.catalog.snapshot.tools, name);
  }

  /** @throws InvalidError when the name names no server; NotFoundError when there is no such prompt */
  prompt(name: string): CatalogItem {
    return this.named('prompt', this.catalog.snapshot.prompts, name);
  }

  /**
   * @param uri an alias, or an upstream's own: of several servers the oldest is meant
   * @throws NotFoundError
   */
  resource(uri: string): CatalogItem {
    const { servers } = this.catalog.snapshot;
    const alias = parseAlias(uri);
    const [original, candidates] = alias
      ? [alias.uri, [servers.get(alias.server)]]
      : [uri, [...servers.values()].sort((a, b) => a.id - b.id)];
    const resources = candidates.flatMap((server) => server?.resources ?? []);
    const found = resources.find(({ originalName }) => originalName === original);
    if (!found) throw new NotFoundError('resource', uri);
    return found;
  }

  private named(kind: string, items: ReadonlyMap<string, CatalogItem>, name: string): CatalogItem {
    if (!splitName(name))
      throw new InvalidError(`"${name}" is no name of a ${kind}: it has the form <server>__<${kind}>`);
    const item = findItem(items, name);
    if (!item) throw new NotFoundError(kind, name, near(items.keys(), name));
    return item;
  }

  private serversNamed(name: string | undefined): CatalogServer[] {
    const { servers } = this.catalog.snapshot;
    if (!name) return [...servers.values()];
    const server = servers.get(name);
    if (!server) throw new NotFoundError('MCP server', name, near(servers.keys(), name));
    return [server];
  }
}
