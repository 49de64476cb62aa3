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

export interface UserView {
  username: string;
  role: UserRole;
  /** The clear beginning of the token, to tell tokens apart. */
  token_prefix: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

export interface CreatedUserView extends UserView {
  /** Shown once; only its hash is kept. */
  access_token: string;
}

export interface CreateMcpClientRequest {
  name: string;
  description?: string;
  /** Server names; `*` stands for every server, also later ones. */
  allow_list?: string[] | null;
  expires_in?: string;
  access_token?: string;
}

export interface McpClientView {
  name: string;
  description: string;
  allow_list: string[];
  token_prefix: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

export interface CreatedMcpClientView extends McpClientView {
  /** Shown once; only its hash is kept. */
  access_token: string;
  /** Things that were accepted and may still surprise, such as servers that do not exist yet. */
  warnings: string[];
}
