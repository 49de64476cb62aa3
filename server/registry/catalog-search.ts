import { Injectable } from '@nestjs/common';
import { InvalidError, NotFoundError } from '../common/errors.js';
import { splitName } from '../common/names.js';
import { near } from '../../definitions/near.js';
import { parseAlias, resourceAlias } from '../common/resource-uris.js';
import { Catalog } from './catalog.service.js';
import { byName, type CatalogItem, type CatalogServer, findItem } from './catalog.js';
import { shownName } from './shown-name.js';

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

  /** @throws NotFoundError */
  server(name: string): CatalogServer {
    const { servers } = this.catalog.snapshot;
    const server = servers.get(name);
    if (!server) throw new NotFoundError('MCP server', name, near(servers.keys(), name));
    return server;
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
    const found = this.withUri(uri, ({ resources }) => resources);
    if (found) return found;
    const all = this.resources();
    const named = all.filter((item) => shownName(item) === uri).map(({ originalName }) => originalName);
    const uris = all.map(({ originalName }) => originalName);
    throw new NotFoundError('resource', uri, named.length > 0 ? named.slice(0, 3) : near(uris, uri));
  }

  /**
   * What people enable and disable by a name. Resources and their templates have no names of their own: each goes by
   * its URI, and by `<server>__<name>` where that means one only.
   * @throws InvalidError when the name names no server, or several resources; NotFoundError
   */
  switchable(kind: 'tool' | 'prompt' | 'resource', entity: string): CatalogItem {
    if (kind !== 'resource') return this[kind](entity);
    const provided = (server: CatalogServer) => [...server.resources, ...server.resourceTemplates];
    const found = this.withUri(entity, provided);
    if (found) return found;
    const all = this.serversNamed(undefined).flatMap(provided);
    const named = all.filter((item) => shownName(item) === entity);
    if (named.length > 1) {
      const uris = named.map(({ server, originalName }) => resourceAlias(server.name, originalName));
      throw new InvalidError(
        `several resources are named "${entity}": use a URI, ${uris.join(' or ')}`,
        uris,
      );
    }
    if (named.length === 0) throw new NotFoundError('resource', entity, near(all.map(shownName), entity));
    return named[0]!;
  }

  /** Of several servers the oldest is meant, unless the URI is an alias. */
  private withUri(
    uri: string,
    provided: (server: CatalogServer) => readonly CatalogItem[],
  ): CatalogItem | undefined {
    const { servers } = this.catalog.snapshot;
    const alias = parseAlias(uri);
    const [original, candidates] = alias
      ? [alias.uri, [servers.get(alias.server)]]
      : [uri, [...servers.values()].sort((a, b) => a.id - b.id)];
    return candidates
      .flatMap((server) => (server ? provided(server) : []))
      .find(({ originalName }) => originalName === original);
  }

  private named(kind: string, items: ReadonlyMap<string, CatalogItem>, name: string): CatalogItem {
    if (!splitName(name))
      throw new InvalidError(`"${name}" is no name of a ${kind}: it has the form <server>__<${kind}>`);
    const item = findItem(items, name) ?? [...items.values()].find(({ override }) => override?.name === name);
    if (!item) throw new NotFoundError(kind, name, near(items.keys(), name));
    return item;
  }

  private serversNamed(name: string | undefined): CatalogServer[] {
    return name ? [this.server(name)] : [...this.catalog.snapshot.servers.values()];
  }
}
