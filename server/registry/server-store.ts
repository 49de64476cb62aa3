import { Injectable } from '@nestjs/common';
import { SECRET_MASK } from '../../api/servers.js';
import { ConflictError } from '../common/errors.js';
import { Database } from '../database/database.js';
import { Resealer } from '../secrets/resealer.js';
import type { Admission } from '../upstream-auth/admission.js';
import { CredentialBook } from '../upstream-auth/credential-book.js';
import type { Discovery } from '../upstream/upstream.js';
import { byName, type ItemKind } from './catalog.js';
import { readItems } from './discovered-items.js';
import { ItemsRepository } from './items.repository.js';
import { type McpServerRow, McpServersRepository } from './mcp-servers.repository.js';
import { definitionOf, type Registration, type WholeDefinition } from './registration.js';
import { changedSecrets, mapSecrets, ServerSecrets, type TransportConfig } from './server-secrets.js';

/** A server that has answered, and whether it may take the place of one of its name. */
export interface NewServer {
  registration: Registration;
  discovery: Discovery;
  replace: boolean;
  admission?: Admission;
}

/** What of a row its definition is made of. */
type StoredServer = Omit<McpServerRow, 'enabled'>;

/** Registered servers with all they provide, in the database: each write is done whole or not at all. */
@Injectable()
export class ServerStore {
  constructor(
    private readonly database: Database,
    private readonly servers: McpServersRepository,
    private readonly items: ItemsRepository,
    private readonly secrets: ServerSecrets,
    private readonly credentials: CredentialBook,
    resealer: Resealer,
  ) {
    resealer.register('mcp_servers', () => this.resealAll());
  }

  async has(name: string): Promise<boolean> {
    return (await this.servers.findByName(name)) !== null;
  }

  /** @returns how a server is reached, secrets in clear; undefined when none of that name can be read */
  async configOf(name: string): Promise<TransportConfig | undefined> {
    const row = await this.servers.findByName(name);
    return row ? this.openOrSkip(row) : undefined;
  }

  /**
   * @returns a sentence for each item that cannot be offered
   * @throws ConflictError when the name is taken and must not be replaced
   */
  async save({ registration, discovery, replace, admission }: NewServer): Promise<string[]> {
    const seenAt = new Date();
    const row = this.rowOf(registration, discovery, seenAt);
    const offers = readOffers(row.name, discovery);
    await this.database.change(async () => {
      const before = await this.servers.findByName(row.name);
      const serverId = await this.put(row, replace);
      await this.keep({ serverId, server: row.name }, admission);
      this.note(before ? 'server.replace' : 'server.register', { before, after: row });
      for (const { kind, items } of offers) {
        await this.items.replaceAll({ serverId, kind, items, seenAt, keepsChanges: false });
      }
    });
    return offers.flatMap(({ warnings }) => warnings);
  }

  /**
   * Gives a server another definition. Whether it is enabled and what an admin changed of its items stays.
   * @returns a sentence for each item that cannot be offered; undefined when there is no server of that name
   */
  async update(answered: Omit<NewServer, 'replace'>): Promise<string[] | undefined> {
    const { registration, discovery, admission } = answered;
    const seenAt = new Date();
    const { enabled: _, ...row } = this.rowOf(registration, discovery, seenAt);
    const offers = readOffers(row.name, discovery);
    const found = await this.database.change(async () => {
      const server = await this.servers.findByName(row.name);
      if (!server) return false;
      await this.servers.update(server.id, row);
      await this.keep({ serverId: server.id, server: row.name }, admission);
      this.note('server.update', { before: server, after: row });
      for (const { kind, items } of offers) {
        await this.items.replaceAll({ serverId: server.id, kind, items, seenAt, keepsChanges: true });
      }
      return true;
    });
    return found ? offers.flatMap(({ warnings }) => warnings) : undefined;
  }

  /** Its items stay as they are. @returns false when there is no server of that name */
  setEnabled(name: string, enabled: boolean): Promise<boolean> {
    return this.database.change(async () => {
      const server = await this.servers.findByName(name);
      if (!server || !(await this.servers.update(server.id, { enabled }))) return false;
      this.database.note({
        action: `server.${enabled ? 'enable' : 'disable'}`,
        target: `server ${name}`,
        server: name,
        before: { enabled: server.enabled },
        after: { enabled },
      });
      return true;
    });
  }

  /**
   * Every server that can be read, by name.
   * @param options.secrets in clear; otherwise masked
   */
  async definitions({ secrets }: { secrets: boolean }): Promise<WholeDefinition[]> {
    const rows = await this.servers.findAll();
    return rows.sort(byName).flatMap((row) => {
      const config = this.openOrSkip(row);
      if (!config) return [];
      const shown = secrets ? config : masked(config);
      return [definitionOf({ ...row, config: shown })];
    });
  }

  /** Every server with its secrets in clear; that they were handed out is noted. */
  reveal(): Promise<WholeDefinition[]> {
    return this.database.transaction(async () => {
      this.database.note({ action: 'server_configs.read', target: 'the secrets of all servers' });
      return this.definitions({ secrets: true });
    });
  }

  /** All it provides goes with it. @returns false when there is none of that name */
  async remove(name: string): Promise<boolean> {
    // Nobody needs to look for what did not change.
    if (!(await this.has(name))) return false;
    return this.database.change(async () => {
      const before = await this.servers.findByName(name);
      if (!before || !(await this.servers.delete(name))) return false;
      this.note('server.deregister', { before });
      return true;
    });
  }

  private note(action: string, { before, after }: { before?: StoredServer | null; after?: StoredServer }) {
    const { name } = (before ?? after)!;
    const [old, now] = [before, after].map((row) => row && this.openOrSkip(row));
    const secrets = old && now ? changedSecrets(old, now) : [];
    this.database.note({
      action,
      target: `server ${name}`,
      server: name,
      before: before && old ? definitionOf({ ...before, config: masked(old) }) : undefined,
      after: after && now ? definitionOf({ ...after, config: masked(now) }) : undefined,
      ...(secrets.length > 0 && { details: { secrets_changed: secrets } }),
    });
  }

  /** A replaced server keeps its row, and with it its place among those that offer the same resource. */
  private async put(row: McpServerRow, replace: boolean): Promise<number> {
    if (replace) await this.servers.replace(row);
    const existing = await this.servers.findByName(row.name);
    if (!existing) return this.servers.insert(row);
    if (!replace) throw new ConflictError(`MCP server "${row.name}" exists already`);
    return existing.id;
  }

  private async keep(at: { serverId: number; server: string }, admission?: Admission): Promise<void> {
    if (!admission?.content) return;
    const { holder, begunBy, content } = admission;
    await this.credentials.put({ ...at, holder, begunBy }, content);
  }

  private rowOf({ config, ...registration }: Registration, discovery: Discovery, seenAt: Date): McpServerRow {
    const { protocolVersion, capabilities, serverInfo, instructions } = discovery;
    return {
      ...registration,
      enabled: true,
      config: this.secrets.seal(registration.name, config),
      // PostgreSQL has no text with this character.
      instructions: instructions.replaceAll('\u0000', ''),
      protocolVersion: protocolVersion.slice(0, 32),
      capabilities,
      serverInfo,
      lastDiscoveredAt: seenAt,
    };
  }

  private resealAll(): Promise<void> {
    return this.database.transaction(async () => {
      for (const row of await this.servers.findAll()) {
        const config = this.openOrSkip(row);
        if (config) await this.servers.setConfig(row.name, this.secrets.seal(row.name, config));
      }
    });
  }

  /** A damaged row must not be in the way of repairing it; that it is damaged the catalogue says. */
  private openOrSkip({ name, config }: Pick<McpServerRow, 'name' | 'config'>): TransportConfig | undefined {
    try {
      return this.secrets.open(name, config);
    } catch {
      return undefined;
    }
  }
}

function masked(config: TransportConfig): TransportConfig {
  return mapSecrets(config, () => SECRET_MASK);
}

function readOffers(server: string, discovery: Discovery) {
  return offersOf(discovery).map(({ kind, definitions }) => ({
    kind,
    ...readItems(server, kind, definitions),
  }));
}

function offersOf(discovery: Discovery): { kind: ItemKind; definitions: readonly string[] }[] {
  return [
    { kind: 'tool', definitions: discovery.tools },
    { kind: 'prompt', definitions: discovery.prompts },
    { kind: 'resource', definitions: discovery.resources },
    { kind: 'resource_template', definitions: discovery.resourceTemplates },
  ];
}
