import type { GroupDefinition, GroupView } from '../../api/groups.js';
import type { ToolGroup } from './tool-group.entity.js';

/** What a row is made of; the rest the database fills in. */
export type ToolGroupRow = Omit<ToolGroup, 'id' | 'createdAt' | 'updatedAt'>;

/** A whole definition: what is absent is empty, names are listed once. */
export function groupOf(name: string, definition: Omit<GroupDefinition, 'name'>): GroupView {
  const once = (names: readonly string[] | null | undefined) => [...new Set(names ?? [])];
  return {
    name,
    description: definition.description ?? '',
    included_tools: once(definition.included_tools),
    included_servers: once(definition.included_servers),
    excluded_tools: once(definition.excluded_tools),
    included_prompts: once(definition.included_prompts),
    excluded_prompts: once(definition.excluded_prompts),
    included_resources: once(definition.included_resources),
    excluded_resources: once(definition.excluded_resources),
  };
}

export function rowOf({ name, description, ...lists }: GroupView): ToolGroupRow {
  return {
    name,
    description,
    includedTools: lists.included_tools,
    includedServers: lists.included_servers,
    excludedTools: lists.excluded_tools,
    includedPrompts: lists.included_prompts,
    excludedPrompts: lists.excluded_prompts,
    includedResources: lists.included_resources,
    excludedResources: lists.excluded_resources,
  };
}

export function viewOf(row: ToolGroup): GroupView {
  return {
    name: row.name,
    description: row.description,
    included_tools: row.includedTools,
    included_servers: row.includedServers,
    excluded_tools: row.excludedTools,
    included_prompts: row.includedPrompts,
    excluded_prompts: row.excludedPrompts,
    included_resources: row.includedResources,
    excluded_resources: row.excludedResources,
  };
}
