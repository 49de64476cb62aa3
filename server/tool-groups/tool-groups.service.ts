import { Injectable } from '@nestjs/common';
import type { GroupDefinition, GroupView } from '../../api/groups.js';
import { ConflictError, NotFoundError } from '../common/errors.js';
import { near } from '../../definitions/near.js';
import { Database } from '../database/database.js';
import { Catalog } from '../registry/catalog.service.js';
import { effectiveTools, requireEffective, warningsOf } from './group-checks.js';
import { groupOf } from './group-fields.js';
import { Group } from './group.js';
import { Groups } from './groups.service.js';
import { ToolGroupsRepository } from './tool-groups.repository.js';

/** A group just created, with sentences for what may still surprise. */
export interface CreatedGroup {
  group: GroupView;
  warnings: string[];
}

/** A group just replaced: what it was, and what it is. */
export interface ReplacedGroup {
  old: GroupView;
  new: GroupView;
  warnings: string[];
}

@Injectable()
export class ToolGroupsService {
  constructor(
    private readonly database: Database,
    private readonly rows: ToolGroupsRepository,
    private readonly groups: Groups,
    private readonly catalog: Catalog,
  ) {}

  /** By name. */
  list(): Promise<GroupView[]> {
    return this.rows.findAll();
  }

  /** @throws NotFoundError */
  async get(name: string): Promise<GroupView> {
    return (await this.rows.findByName(name)) ?? (await this.unknown(name));
  }

  /** Canonical names, sorted, of the tools that can be used now. @throws NotFoundError */
  async effectiveTools(name: string): Promise<string[]> {
    return effectiveTools(new Group(await this.get(name)), this.catalog.snapshot);
  }

  /**
   * @throws ConflictError when the name is taken
   * @throws InvalidError when it names what is missing or disabled, or nothing that can be used
   */
  async create(definition: GroupDefinition): Promise<CreatedGroup> {
    const group = groupOf(definition.name, definition);
    await this.database.change(async () => {
      await this.insert(group);
      requireEffective(group, this.catalog.snapshot);
    });
    await this.publish();
    return { group, warnings: this.warningsOf(group) };
  }

  /**
   * Replaces the whole definition. What it names may have vanished since it was written: that is told, not refused.
   * @throws NotFoundError
   */
  async replace(name: string, definition: Omit<GroupDefinition, 'name'>): Promise<ReplacedGroup> {
    const group = groupOf(name, definition);
    const old = await this.overwrite(group);
    await this.publish();
    return { old, new: group, warnings: this.warningsOf(group) };
  }

  /** Nothing happens when there is none. Clients keep its name among their grants; it grants nothing any more. */
  async remove(name: string): Promise<void> {
    await this.erase(name);
    await this.publish();
  }

  /** Stores a new group, perhaps within somebody's transaction; `publish` makes it count. @throws ConflictError */
  async insert(group: GroupView): Promise<void> {
    await this.database.change(async () => {
      if (await this.rows.findByName(group.name))
        throw new ConflictError(`group "${group.name}" exists already`);
      await this.rows.insert(group);
      this.database.note({ action: 'group.create', target: `group ${group.name}`, after: group });
    });
  }

  /** Stores what a group is from now on likewise. @returns what it was @throws NotFoundError */
  overwrite(group: GroupView): Promise<GroupView> {
    return this.database.change(async () => {
      await this.rows.lock(group.name);
      const before = await this.get(group.name);
      await this.rows.replace(group);
      this.database.note({ action: 'group.update', target: `group ${group.name}`, before, after: group });
      return before;
    });
  }

  /** Removes a group likewise. */
  erase(name: string): Promise<void> {
    return this.database.change(async () => {
      const before = await this.rows.findByName(name);
      if (!before) return;
      await this.rows.delete(name);
      this.database.note({ action: 'group.delete', target: `group ${name}`, before });
    });
  }

  /** What was written or erased counts from now on. */
  publish(): Promise<void> {
    return this.groups.reload();
  }

  /** A sentence for each thing that a group names and that is not there, or not now. */
  warningsOf(group: GroupView): string[] {
    return warningsOf(group, this.catalog.snapshot);
  }

  private async unknown(name: string): Promise<never> {
    const names = (await this.rows.findAll()).map((group) => group.name);
    throw new NotFoundError('group', name, near(names, name));
  }
}
