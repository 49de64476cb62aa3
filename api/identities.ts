export type UserRole = 'admin' | 'user';

export interface WhoamiView {
  username: string;
  role: UserRole;
}

export interface CreateUserRequest {
  username: string;
  access_token?: string;
  role?: UserRole;
  /** How long the token lives, for example `90d`; without it the token does not expire. */
  expires_in?: string;
}

/** What is told of somebody's access token. */
export interface TokenView {
  /** The clear beginning of the token, to tell tokens apart. */
  token_prefix: string;
  created_at: string;
  /** Null: the token does not expire. */
  expires_at: string | null;
  /** To the minute; null: never used. */
  last_used_at: string | null;
}

/** What is not sent stays as it is. */
export interface UpdateUserRequest {
  /** Counts for nothing: the path names the user. */
  username?: string;
  /** Takes the place of the user's token at once. */
  access_token?: string;
  role?: UserRole;
  /** From now on, for example `90d`. */
  expires_in?: string;
}

export interface RotateTokenRequest {
  /** How long the token before stays good; not at all if absent. */
  grace_seconds?: number;
  /** How long the new token lives; if absent it expires when the one before would have. */
  expires_in?: string;
}

/** Somebody's new token, shown once. */
export interface RotatedTokenView extends TokenView {
  name: string;
  access_token: string;
  /** Until then the token before is good; null: it is not any more. */
  previous_token_expires_at: string | null;
}

export interface UserView extends TokenView {
  username: string;
  role: UserRole;
}

export interface CreatedUserView extends UserView {
  /** Shown once; only its hash is kept. */
  access_token: string;
}

/** What a client may reach, as it is written: what is absent or null grants and denies nothing. */
export interface GrantFields {
  /** Server names; `*` stands for every server, also later ones. */
  allow_list?: string[] | null;
  /** Names of tools, prompts and resources, or patterns of them: `*` stands for any text. */
  allowed_tools?: string[] | null;
  /** Likewise; what one of these matches is denied, whatever allows it. */
  denied_tools?: string[] | null;
  /** Groups whose members it may reach. */
  allowed_groups?: string[] | null;
}

export interface CreateMcpClientRequest extends GrantFields {
  name: string;
  description?: string | null;
  /** The user it belongs to. */
  owner?: string | null;
  /** Requests a minute; without it the server's own limit counts. */
  rate_limit_rpm?: number | null;
  expires_in?: string | null;
  access_token?: string | null;
}

/** Only the fields that are sent change; null empties. The name in a body does not count. */
export type UpdateMcpClientRequest = Partial<CreateMcpClientRequest>;

export interface McpClientView extends TokenView {
  name: string;
  description: string;
  allow_list: string[];
  allowed_tools: string[];
  denied_tools: string[];
  allowed_groups: string[];
  owner: string | null;
  rate_limit_rpm: number | null;
}

export interface UpdatedMcpClientView extends McpClientView {
  /** As for a client just created. */
  warnings: string[];
}

/** Whether a client may see and use an item, by the decision that the gateway itself makes. */
export interface ExplanationView {
  allowed: boolean;
  /** One sentence. */
  reason: string;
  /** The grant, or the denial, that decided. */
  grant?: string;
}

export interface CreatedMcpClientView extends McpClientView {
  /** Shown once; only its hash is kept. */
  access_token: string;
  /** Things that were accepted and may still surprise, such as servers that do not exist yet. */
  warnings: string[];
}
