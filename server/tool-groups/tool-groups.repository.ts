import { Injectable } from '@nestjs/common';
import type { GroupView } from '../../api/groups.js';
import { Database } from '../database/database.js';
import { UNTOUCHED } from '../database/token-holder.repository.js';
import { rowOf, viewOf } from './group-fields.js';
import { ToolGroup } from './tool-group.entity.js';

@Injectable()
export class ToolGroupsRepository {
  constructor(private readonly database: Database) {}

  /** By name. */
  async findAll(): Promise<GroupView[]> {
    const rows = await this.database.read((manager) => manager.find(ToolGroup, { order: { name: 'ASC' } }));
    return rows.map(viewOf);
  }

  async findByName(name: string): Promise<GroupView | undefined> {
    const row = await this.database.read((manager) => manager.findOneBy(ToolGroup, { name }));
    return row ? viewOf(row) : undefined;
  }

  /** Within a transaction, and before anything is read in it: until its end nobody else changes the group. */
  async lock(name: string): Promise<void> {
    await this.database.transaction((manager) => manager.update(ToolGroup, { name }, UNTOUCHED));
  }

  async insert(group: GroupView): Promise<void> {
    await this.database.transaction((manager) => manager.insert(ToolGroup, rowOf(group)));
  }

  async replace(group: GroupView): Promise<void> {
    const changes = { ...rowOf(group), updatedAt: new Date() };
    await this.database.transaction((manager) => manager.update(ToolGroup, { name: group.name }, changes));
  }

  async delete(name: string): Promise<void> {
    await this.database.transaction((manager) => manager.delete(ToolGroup, { name }));
  }
}
