import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { GroupDefinition, GroupView } from '../../api/groups.js';
import { creationProblems } from '../tool-groups/group-checks.js';
import { groupOf } from '../tool-groups/group-fields.js';
import { ToolGroupsService } from '../tool-groups/tool-groups.service.js';
import { differing, type Pruning, type Step, toPrune } from './step.js';

/** What of a configuration concerns groups. */
@Injectable()
export class GroupPart {
  constructor(private readonly groups: ToolGroupsService) {}

  async plan(wanted: readonly GroupDefinition[] | undefined, isPruned: Pruning): Promise<Step[]> {
    if (wanted === undefined) return [];
    const stored = new Map((await this.groups.list()).map((group) => [group.name, group]));
    const names = wanted.map(({ name }) => name);
    const gone = toPrune('group', { stored: stored.keys(), wanted: names, isPruned });
    return [
      ...wanted.flatMap((group) => this.put(groupOf(group.name, group), stored.get(group.name))),
      ...gone.map((name) => this.remove(name)),
    ];
  }

  /** What was written counts from now on. */
  publish(): Promise<void> {
    return this.groups.publish();
  }

  private put(wanted: GroupView, before: GroupView | undefined): Step[] {
    if (before === undefined) return [this.create(wanted)];
    const { name } = wanted;
    const fields = differing<object>(wanted, before, isDeepStrictEqual);
    if (fields.length === 0) return [];
    const write = async () => {
      await this.groups.overwrite(wanted);
      return { warnings: () => this.warningsOf(wanted) };
    };
    return [{ change: { action: 'change', type: 'group', name, fields }, write }];
  }

  private create(wanted: GroupView): Step {
    const { name } = wanted;
    return {
      change: { action: 'create', type: 'group', name, fields: [] },
      write: async () => {
        await this.groups.insert(wanted);
        return { warnings: () => this.warningsOf(wanted) };
      },
      // What it names may be created by the same configuration.
      check: (catalog) => creationProblems(wanted, catalog).map((problem) => `group "${name}": ${problem}`),
    };
  }

  private remove(name: string): Step {
    return {
      change: { action: 'delete', type: 'group', name, fields: [] },
      write: () => this.groups.erase(name),
    };
  }

  private warningsOf(group: GroupView): string[] {
    return this.groups.warningsOf(group).map((warning) => `group "${group.name}": ${warning}`);
  }
}
