import { Injectable, Logger } from '@nestjs/common';
import type { ServerDefinition } from '../../api/servers.js';
import { ConflictError, NotFoundError } from '../common/errors.js';
import { near } from '../../definitions/near.js';
import type { Admission } from '../upstream-auth/admission.js';
import { CredentialBook } from '../upstream-auth/credential-book.js';
import type { UpstreamCredentials } from '../upstream/credentials.js';
import type { Discovery, UpstreamTarget } from '../upstream/upstream.js';
import { UpstreamPool } from '../upstream/upstream-pool.js';
import { Catalog } from './catalog.service.js';
import type { CatalogItem, CatalogServer, CatalogSnapshot } from './catalog.js';
import { definitionOf, registrationOf, type WholeDefinition } from './registration.js';
import { ServerHealthBook } from './server-health.js';
import { type NewServer, ServerStore } from './server-store.js';
import { UpstreamTargets } from './upstream-targets.js';

/** A server just registered, with a sentence for each of its items that cannot be offered. */
export interface Registered {
  server: CatalogServer;
  warnings: string[];
}

/** A server that has answered, and what it answered. */
export type AnsweredServer = Omit<NewServer, 'replace'>;

export interface RegisterOptions {
  /** A server of that name is replaced. */
  readonly force: boolean;
  readonly admission?: Admission;
}

/** A server just enabled or disabled, with what came or went with it. */
export interface ToggledServer {
  name: string;
  tools: CatalogItem[];
  prompts: CatalogItem[];
  resources: CatalogItem[];
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
    private readonly credentials: CredentialBook,
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
  async register(definition: ServerDefinition, { force, admission }: RegisterOptions): Promise<Registered> {
    const { name } = definition;
    if (!force && (await this.store.has(name)))
      throw new ConflictError(`MCP server "${name}" exists already`);
    const warnings = await this.store.save({ ...(await this.ask(definition, admission)), replace: force });
    await this.catalog.reload();
    this.health.of(name).answered();
    const server = this.get(name);
    this.logger.log(`MCP server "${name}" is registered: ${countsOf(server)}, ${warnings.length} left out`);
    return { server, warnings: warnings.slice(0, MAX_WARNINGS) };
  }

  /**
   * Asks the server, as it is now defined, for all it provides, and stores both only when it has answered.
   * Whether it is enabled and what an admin changed of its items stays.
   * @throws NotFoundError
   * @throws UpstreamError, UpstreamTimeoutError: the server is what it was
   */
  async update(definition: ServerDefinition, admission?: Admission): Promise<Registered> {
    const { name } = definition;
    if (!(await this.store.has(name))) throw this.unknown(name);
    const warnings = await this.store.update(await this.ask(definition, admission));
    if (!warnings) throw this.unknown(name);
    await this.catalog.reload();
    this.health.of(name).answered();
    return { server: this.get(name), warnings: warnings.slice(0, MAX_WARNINGS) };
  }

  /**
   * What was disabled one by one stays disabled.
   * @returns what came or went with it; nothing when the server was in that state already
   * @throws NotFoundError
   */
  async setEnabled(name: string, enabled: boolean): Promise<ToggledServer> {
    const before = this.get(name);
    if (!(await this.store.setEnabled(name, enabled))) throw this.unknown(name);
    await this.catalog.reload();
    const affected = (items: readonly CatalogItem[]) =>
      before.enabled === enabled ? [] : items.filter((item) => item.enabled);
    const { tools, prompts, resources } = this.get(name);
    return { name, tools: affected(tools), prompts: affected(prompts), resources: affected(resources) };
  }

  /**
   * Asks a server, perhaps one that is not registered yet, for all it provides; writes nothing.
   * @param admission what lets in who asks; else what is stored for all
   * @throws SignInRequiredError, UpstreamError, UpstreamTimeoutError
   */
  async ask(definition: ServerDefinition, admission?: Admission): Promise<AnsweredServer> {
    const registration = registrationOf(definition, await this.store.configOf(definition.name));
    const target = this.targets.of(registration);
    const credentials = admission?.credentials ?? this.stored(target);
    return { registration, admission, discovery: await this.pool.discover(target, credentials) };
  }

  /** What a server offers to whom it does not know. @throws SignInRequiredError, UpstreamError, UpstreamTimeoutError */
  read(target: UpstreamTarget): Promise<Discovery> {
    return this.pool.discover(target);
  }

  /** How a server would be reached. @throws InvalidError as {@link complete} */
  async targetOf(definition: ServerDefinition): Promise<UpstreamTarget> {
    return this.targets.of(registrationOf(definition, await this.store.configOf(definition.name)));
  }

  /**
   * Stores a server that has answered, within somebody's transaction; `publish` makes it count.
   * @returns a sentence for each item that cannot be offered
   */
  async write(answered: AnsweredServer): Promise<string[]> {
    return (await this.store.update(answered)) ?? this.store.save({ ...answered, replace: false });
  }

  /** Removes a server likewise. @throws NotFoundError */
  async erase(name: string): Promise<void> {
    if (!(await this.store.remove(name))) throw this.unknown(name);
  }

  /** What the catalogue will be once the transaction in progress is committed. */
  preview(): Promise<CatalogSnapshot> {
    return this.catalog.preview();
  }

  /** What was written or erased counts from now on. @param answered the names of those that answered */
  async publish(answered: readonly string[]): Promise<void> {
    await this.catalog.reload();
    for (const name of answered) this.health.of(name).answered();
  }

  /**
   * A definition with its defaults filled in, and the stored secrets in the place of masks.
   * @throws InvalidError when there is no stored secret that a mask could stand for
   */
  complete(definition: ServerDefinition, stored?: WholeDefinition): WholeDefinition {
    return definitionOf(registrationOf(definition, stored));
  }

  /**
   * How each server is reached, by name.
   * @param options.secrets in clear; otherwise masked
   */
  definitions(options: { secrets: boolean }): Promise<WholeDefinition[]> {
    return this.store.definitions(options);
  }

  /** The same with all secrets, for a person to see: that is written down first. */
  reveal(): Promise<WholeDefinition[]> {
    return this.store.reveal();
  }

  /**
   * Removes a server with all it provides; its connections are closed before this returns.
   * @throws NotFoundError
   */
  async deregister(name: string): Promise<void> {
    if (!(await this.store.remove(name))) throw this.unknown(name);
    await this.catalog.reload();
  }

  private stored(target: UpstreamTarget): UpstreamCredentials | undefined {
    const id = this.catalog.snapshot.servers.get(target.name)?.id;
    return id === undefined ? undefined : this.credentials.shared(id, target);
  }

  private unknown(name: string): NotFoundError {
    return new NotFoundError('MCP server', name, near(this.catalog.snapshot.servers.keys(), name));
  }
}

function countsOf({ tools, prompts, resources }: CatalogServer): string {
  return `${tools.length} tools, ${prompts.length} prompts, ${resources.length} resources`;
}
