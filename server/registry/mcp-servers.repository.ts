import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { McpServer } from './mcp-server.entity.js';

/** What a server's row is made of; the rest the database fills in. */
export type McpServerRow = Omit<McpServer, 'id' | 'createdAt' | 'updatedAt'>;

@Injectable()
export class McpServersRepository {
  constructor(private readonly database: Database) {}

  findAll(): Promise<McpServer[]> {
    return this.database.read((manager) => manager.find(McpServer));
  }

  findByName(name: string): Promise<McpServer | null> {
    return this.database.read((manager) => manager.findOneBy(McpServer, { name }));
  }

  /** @throws ConflictError when the name is taken */
  async insert(row: McpServerRow): Promise<number> {
    const { id } = await this.database.transaction((manager) => manager.save(McpServer, { ...row }));
    return id;
  }

  /** @returns false when there is no server of that name */
  async replace(row: McpServerRow): Promise<boolean> {
    const { affected } = await this.database.transaction((manager) =>
      manager.update(McpServer, { name: row.name }, row),
    );
    return affected !== 0;
  }

  /** @returns false when there is no such server any more */
  async update(id: number, seen: Partial<McpServerRow>): Promise<boolean> {
    const { affected } = await this.database.transaction((manager) =>
      manager.update(McpServer, { id }, seen),
    );
    return affected !== 0;
  }

  async setConfig(name: string, config: string): Promise<void> {
    await this.database.transaction((manager) => manager.update(McpServer, { name }, { config }));
  }

  /** All it provides goes with it. @returns false when there is none */
  async delete(name: string): Promise<boolean> {
    const { affected } = await this.database.transaction((manager) => manager.delete(McpServer, { name }));
    return affected !== 0;
  }
}
