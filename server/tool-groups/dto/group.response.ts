import type {
  CreatedGroupView,
  EffectiveToolsView,
  GroupDetailView,
  GroupEndpoints,
  GroupView,
  UpdatedGroupView,
} from '../../../api/groups.js';

/** Where agents find a group. */
export class GroupEndpointsResponse implements GroupEndpoints {
  /** @example "https://mcp.example.com/v0/groups/research/mcp" */
  streamable_http_endpoint: string;
  /** @example "https://mcp.example.com/v0/groups/research/sse" */
  sse_endpoint: string;
  /** @example "https://mcp.example.com/v0/groups/research/message" */
  sse_message_endpoint: string;
}

/** @param baseUrl the address others know this server by */
export function endpointsOf(name: string, baseUrl: string): GroupEndpointsResponse {
  const group = `${baseUrl.replace(/\/$/, '')}/v0/groups/${name}`;
  return {
    streamable_http_endpoint: `${group}/mcp`,
    sse_endpoint: `${group}/sse`,
    sse_message_endpoint: `${group}/message`,
  };
}

export class GroupResponse implements GroupView {
  /** @example "research" */
  name: string;
  /** @example "Reading about code" */
  description: string;
  /** @example ["github__search_code"] */
  included_tools: string[];
  /** @example ["jira"] */
  included_servers: string[];
  /** @example ["jira__delete_issue"] */
  excluded_tools: string[];
  /** @example ["github__review"] */
  included_prompts: string[];
  /** @example [] */
  excluded_prompts: string[];
  /** @example ["file:///readme.md"] */
  included_resources: string[];
  /** @example [] */
  excluded_resources: string[];
}

export class GroupDetailResponse extends GroupResponse implements GroupDetailView {
  /** @example "https://mcp.example.com/v0/groups/research/mcp" */
  streamable_http_endpoint: string;
  /** @example "https://mcp.example.com/v0/groups/research/sse" */
  sse_endpoint: string;
  /** @example "https://mcp.example.com/v0/groups/research/message" */
  sse_message_endpoint: string;
}

export class CreatedGroupResponse extends GroupEndpointsResponse implements CreatedGroupView {
  /**
   * Things that were accepted and may still surprise.
   * @example ["included_servers: there is no server named \"jira\" yet"]
   */
  warnings: string[];
}

export class ReplacedGroupResponse implements UpdatedGroupView {
  /** @example "research" */
  name: string;
  /** What it was. */
  old: GroupResponse;
  /** What it is now. */
  new: GroupResponse;
  /**
   * Things that were accepted and may still surprise.
   * @example ["included_servers: there is no server named \"jira\" yet"]
   */
  warnings: string[];
}

export class EffectiveToolsResponse implements EffectiveToolsView {
  /**
   * Canonical names, sorted.
   * @example ["github__search_code"]
   */
  tools: string[];
}
