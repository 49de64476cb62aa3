import { Injectable } from '@nestjs/common';
import { ConflictError } from '../common/errors.js';
import { Database } from '../database/database.js';
import { Resealer } from '../secrets/resealer.js';
import type { Discovery } from '../upstream/upstream.js';
import type { ItemKind } from './catalog.js';
import { readItems } from './discovered-items.js';
import { ItemsRepository } from './items.repository.js';
import { type McpServerRow, McpServersRepository } from './mcp-servers.repository.js';
import type { Registration } from './registration.js';
import { ServerSecrets, type TransportConfig } from './server-secrets.js';

/** A server that has answered, and whether it may take the place of one of its name. */
export interface NewServer {
  registration: Registration;
  discovery: Discovery;
  replace: boolean;
}

/** Registered servers with all they provide, in the database: each write is done whole or not at all. */
@Injectable()
export class ServerStore {
  constructor(
    private readonly database: Database,
    private readonly servers: McpServersRepository,
    private readonly items: ItemsRepository,
    private readonly secrets: ServerSecrets,
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
  async save({ registration, discovery, replace }: NewServer): Promise<string[]> {
    const seenAt = new Date();
    const row = this.rowOf(registration, discovery, seenAt);
    const offers = offersOf(discovery).map(({ kind, definitions }) => ({
      kind,
      ...readItems(row.name, kind, definitions),
    }));
    await this.database.change(async () => {
      const serverId = await this.put(row, replace);
      for (const { kind, items } of offers) {
        await this.items.replaceAll({ serverId, kind, items, seenAt, keepsChanges: false });
      }
    });
    return offers.flatMap(({ warnings }) => warnings);
  }

  /** All it provides goes with it. @returns false when there is none of that name */
  remove(name: string): Promise<boolean> {
    return this.database.change(() => this.servers.delete(name));
  }

  /** A replaced server keeps its row, and with it its place among those that offer the same resource. */
  private async put(row: McpServerRow, replace: boolean): Promise<number> {
    if (replace) await this.servers.replace(row);
    const existing = await this.servers.findByName(row.name);
    if (!existing) return this.servers.insert(row);
    if (!replace) throw new ConflictError(`MCP server "${row.name}" exists already`);
    return existing.id;
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

function offersOf(discovery: Discovery): { kind: ItemKind; definitions: readonly string[] }[] {
  return [
    { kind: 'tool', definitions: discovery.tools },
    { kind: 'prompt', definitions: discovery.prompts },
    { kind: 'resource', definitions: discovery.resources },
    { kind: 'resource_template', definitions: discovery.resourceTemplates },
  ];
}
