/** The lists of a group: names as agents use them, `<server>__<tool>`; for resources their URIs. */
export interface GroupLists {
  included_tools: string[];
  /** All that these servers offer: tools, prompts and resources, also later ones. */
  included_servers: string[];
  /** Taken away again, whatever included them. */
  excluded_tools: string[];
  included_prompts: string[];
  excluded_prompts: string[];
  /** URIs, or URI templates: an upstream's own, or the `mcpj://` form that names the server. */
  included_resources: string[];
  excluded_resources: string[];
}

/** A group as it is written: what is absent or null is empty. */
export type GroupDefinition = {
  name: string;
  description?: string | null;
} & { [List in keyof GroupLists]?: string[] | null };

export interface GroupView extends GroupLists {
  name: string;
  description: string;
}

/** Where agents find a group: absolute URLs. */
export interface GroupEndpoints {
  streamable_http_endpoint: string;
  sse_endpoint: string;
  sse_message_endpoint: string;
}

export interface GroupDetailView extends GroupView, GroupEndpoints {}

export interface CreatedGroupView extends GroupEndpoints {
  /** Things that were accepted and may still surprise, such as servers that do not exist yet. */
  warnings: string[];
}

export interface UpdatedGroupView {
  name: string;
  old: GroupView;
  new: GroupView;
  /** As for a group just created. */
  warnings: string[];
}

export interface EffectiveToolsView {
  /** Canonical names, sorted: what exists and is enabled now. */
  tools: string[];
}
