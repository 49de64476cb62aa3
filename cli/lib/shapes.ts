import type { CreateUserRequest } from '../../api/identities.js';
import type { ServerDefinition } from '../../api/servers.js';
import type { TokenFields } from './access-token.js';
import type { Shape } from './definition-file.js';

/** A client in a file: as in the API, but with the name that users know for its servers. */
export interface McpClientFile extends TokenFields {
  name: string;
  description?: string;
  allowed_servers?: string[];
  expires_in?: string;
}

export interface UserFile extends TokenFields {
  name: string;
  role?: CreateUserRequest['role'];
  expires_in?: string;
}

export const SERVER_FILE: Shape<ServerDefinition> = {
  name: 'text*',
  transport: 'text*',
  description: 'text',
  session_mode: 'text',
  timeout_sec: 'number',
  protocol: 'text',
  url: 'text',
  bearer_token: 'text',
  headers: 'textMap',
  command: 'text',
  args: 'texts',
  env: 'textMap',
};

export const MCP_CLIENT_FILE: Shape<McpClientFile> = {
  name: 'text*',
  description: 'text',
  allowed_servers: 'texts',
  expires_in: 'text',
  access_token: 'text',
  access_token_ref: 'tokenReference',
};

export const USER_FILE: Shape<UserFile> = {
  name: 'text*',
  role: 'text',
  expires_in: 'text',
  access_token: 'text',
  access_token_ref: 'tokenReference',
};
