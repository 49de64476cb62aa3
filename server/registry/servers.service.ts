import { Injectable, Logger } from '@nestjs/common';
import type { ServerDefinition } from '../../api/servers.js';
import { ConflictError, NotFoundError } from '../common/errors.js';
import { near } from '../common/near.js';
import { UpstreamPool } from '../upstream/upstream-pool.js';
import { Catalog } from './catalog.service.js';
import type { CatalogServer } from './catalog.js';
import { registrationOf } from './registration.js';
import { ServerHealthBook } from './server-health.js';
import { ServerStore } from './server-store.js';
import { UpstreamTargets } from './upstream-targets.js';

/** A server just registered, with a sentence for each of its items that cannot be offered. */
export interface Registered {
  server: CatalogServer;
  warnings: string[];
}

/** More than anyone reads. */
const MAX_WARNINGS = 50;

@Injectable()
export class ServersService {
  private readonly logger = new Logger(ServersService.name);

  constructor(
    private readonly store: ServerStore,
    private readonly pool: UpstreamPool,
    private readonly targets: UpstreamTargets,
    private readonly catalog: Catalog,
    private readonly health: ServerHealthBook,
  ) {}

  /** By name. */
  list(): CatalogServer[] {
    return [...this.catalog.snapshot.servers.values()];
  }

  /** @throws NotFoundError */
  get(name: string): CatalogServer {
    const server = this.catalog.snapshot.servers.get(name);
    if (!server) throw this.unknown(name);
    return server;
  }

  /**
   * Asks the server for all it provides, and stores it only when it has answered.
   * @param options.force replaces a server of that name, once the new one has answered
   * @throws ConflictError when the name is taken
   * @throws UpstreamError, UpstreamTimeoutError: nothing was stored, a server of that name is what it was
   */
  async register(definition: ServerDefinition, { force }: { force: boolean }): Promise<Registered> {
    const { name } = definition;
    if (!force && (await this.store.has(name)))
      throw new ConflictError(`MCP server "${name}" exists already`);
    const registration = registrationOf(definition, await this.store.configOf(name));
    const discovery = await this.pool.discover(this.targets.of(registration));
    const warnings = await this.store.save({ registration, discovery, replace: force });
    await this.catalog.reload();
    this.health.note(name, true);
    const server = this.get(name);
    this.logger.log(`MCP server "${name}" is registered: ${countsOf(server)}, ${warnings.length} left out`);
    return { server, warnings: warnings.slice(0, MAX_WARNINGS) };
  }

  /**
   * Removes a server with all it provides; its connections are closed before this returns.
   * @throws NotFoundError
   */
  async deregister(name: string): Promise<void> {
    if (!(await this.store.remove(name))) throw this.unknown(name);
    await this.catalog.reload();
  }

  private unknown(name: string): NotFoundError {
    return new NotFoundError('MCP server', name, near(this.catalog.snapshot.servers.keys(), name));
  }
}

function countsOf({ tools, prompts, resources }: CatalogServer): string {
  return `${tools.length} tools, ${prompts.length} prompts, ${resources.length} resources`;
}
