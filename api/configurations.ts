import type { GroupDefinition } from './groups.js';
import type { UserRole } from './identities.js';
import type { ServerDefinition } from './servers.js';

/** A client as configurations describe it: the whole of it. */
export interface McpClientDefinition {
  name: string;
  description?: string | null;
  /** Server names; `*` stands for every server, also later ones. */
  allowed_servers?: string[] | null;
  allowed_tools?: string[] | null;
  denied_tools?: string[] | null;
  allowed_groups?: string[] | null;
  owner?: string | null;
  rate_limit_rpm?: number | null;
  /** For a new token; one that is there keeps its end. */
  expires_in?: string | null;
  /** Without it the client keeps the token it has, and a new one gets a generated one. */
  access_token?: string | null;
}

/** A user likewise. */
export interface UserDefinition {
  name: string;
  role?: UserRole | null;
  expires_in?: string | null;
  access_token?: string | null;
}

/** What a server is to match. A list that is absent is left alone. */
export interface Configuration {
  servers?: ServerDefinition[] | null;
  groups?: GroupDefinition[] | null;
  mcp_clients?: McpClientDefinition[] | null;
  users?: UserDefinition[] | null;
}

export type DefinitionType = 'server' | 'group' | 'mcp-client' | 'user';

/** One thing that is, or was, to be done. */
export interface PlannedChangeView {
  action: 'create' | 'change' | 'delete';
  type: DefinitionType;
  name: string;
  /** The fields that are to be another; empty unless it is changed. */
  fields: string[];
}

export interface GeneratedTokenView {
  type: DefinitionType;
  name: string;
  /** Shown once; only its hash is kept. */
  access_token: string;
}

export interface AppliedView {
  /** True: nothing was done. */
  dry_run: boolean;
  changes: PlannedChangeView[];
  /** Those of new users and clients that brought none. */
  tokens: GeneratedTokenView[];
  /** Things that were accepted and may still surprise. */
  warnings: string[];
}

/** How one process of the server stands to the folder that `CONFIG_DIR` names. */
export interface FolderStatusView {
  /** Null: it watches none. */
  folder: string | null;
  /** When it last brought the server in step with it. */
  applied_at: string | null;
  /** Since when what the folder holds cannot be applied: all is as it was before. */
  failed_at: string | null;
  /** Why: a line for each thing that is wrong. */
  problems: string[];
  /** A line for each MCP server of the folder that did not answer, and is asked again. */
  unanswered: string[];
}
