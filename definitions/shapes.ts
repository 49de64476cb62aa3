import type { GroupDefinition } from '../api/groups.js';
import type { CreateUserRequest } from '../api/identities.js';
import {
  BEARER_TOKEN,
  CUSTOM_TOKEN,
  DURATION,
  GRANT_PATTERN,
  GROUP_NAME,
  IDENTITY_NAME,
  ITEM_NAME,
  MAX_DESCRIPTION_LENGTH,
  MAX_GRANTS,
  MAX_RATE_LIMIT_RPM,
  MAX_TIMEOUT_SEC,
  OAUTH_CLIENT,
  SERVER_NAME,
} from '../api/limits.js';
import {
  PROTOCOLS,
  type ServerDefinition,
  SESSION_MODES,
  TRANSPORTS,
  UPSTREAM_AUTHS,
} from '../api/servers.js';
import { atMost, follows, oneOf, text, wholeNumber } from './rules.js';
import {
  auditArguments,
  authOfTransport,
  belongsTo,
  command,
  environment,
  eraOfTransport,
  file,
  folder,
  headers,
  programArguments,
  redirectUri,
  scopes,
  secretOfClient,
  transportOf,
  upstreamUrl,
} from './server-rules.js';
import { ALWAYS, type Field, type Rule, type Shape } from './shape.js';

/** How a file supplies a token: itself, by a variable's name, or by a file's. */
export interface TokenFields {
  access_token?: string;
  access_token_ref?: { env?: string | null; file?: string | null };
}

/** A client in a file: as in the API, but with the name that users know for its servers. */
export interface McpClientFile extends TokenFields {
  name: string;
  description?: string;
  allowed_servers?: string[];
  allowed_tools?: string[];
  denied_tools?: string[];
  allowed_groups?: string[];
  owner?: string;
  rate_limit_rpm?: number;
  expires_in?: string;
}

export interface UserFile extends TokenFields {
  name: string;
  role?: CreateUserRequest['role'];
  expires_in?: string;
}

const remote = belongsTo('streamable_http', 'sse');
const local = belongsTo('stdio');

const IDENTITY = { type: 'text', required: ALWAYS, rules: [follows(IDENTITY_NAME)] } satisfies Field;
const DESCRIPTION = { type: 'text', rules: [text(MAX_DESCRIPTION_LENGTH)] } satisfies Field;
const TOKEN = {
  expires_in: { type: 'text', rules: [follows(DURATION)] },
  access_token: { type: 'text', rules: [follows(CUSTOM_TOKEN)] },
  access_token_ref: { type: 'tokenReference' },
} satisfies Record<string, Field>;

function listOf(each: Rule): Field {
  return { type: 'texts', rules: [atMost(MAX_GRANTS)], each };
}

const grantedServer = (value: unknown) =>
  value === '*'
    ? undefined
    : follows({
        ...SERVER_NAME,
        description: `"*" or the name of a server (${SERVER_NAME.description})`,
      })(value, {});

export const SERVER_FILE: Shape<ServerDefinition> = {
  name: { type: 'text', required: ALWAYS, rules: [follows(SERVER_NAME)] },
  transport: { type: 'text', required: ALWAYS, rules: [oneOf(TRANSPORTS)] },
  description: DESCRIPTION,
  session_mode: { type: 'text', rules: [oneOf(SESSION_MODES)] },
  timeout_sec: { type: 'number', rules: [wholeNumber(1, MAX_TIMEOUT_SEC)] },
  protocol: { type: 'text', rules: [oneOf(PROTOCOLS), eraOfTransport] },
  auth: { type: 'text', rules: [oneOf(UPSTREAM_AUTHS), authOfTransport] },
  audit_arguments: { type: 'flagOrObject', rules: [auditArguments] },
  url: {
    type: 'text',
    required: (whole) => ['streamable_http', 'sse'].includes(transportOf(whole) ?? ''),
    rules: [remote, upstreamUrl],
  },
  bearer_token: { type: 'text', rules: [remote, follows(BEARER_TOKEN)], secret: true },
  headers: { type: 'textMap', rules: [remote, headers], secret: true },
  oauth_redirect_uri: { type: 'text', rules: [remote, redirectUri] },
  oauth_client_id: { type: 'text', rules: [remote, follows(OAUTH_CLIENT)] },
  oauth_client_secret: { type: 'text', rules: [remote, follows(OAUTH_CLIENT), secretOfClient], secret: true },
  oauth_scopes: { type: 'texts', rules: [remote, scopes] },
  tls_ca_file: { type: 'text', rules: [remote, file] },
  tls_insecure_skip_verify: { type: 'flag', rules: [remote] },
  command: {
    type: 'text',
    required: (whole) => transportOf(whole) === 'stdio',
    rules: [local, command],
  },
  args: { type: 'texts', rules: [local, programArguments] },
  env: { type: 'textMap', rules: [local, environment], secret: true },
  cwd: { type: 'text', rules: [local, folder] },
};

export const GROUP_FILE: Shape<GroupDefinition> = {
  name: { type: 'text', required: ALWAYS, rules: [follows(GROUP_NAME)] },
  description: DESCRIPTION,
  included_tools: listOf(follows(ITEM_NAME)),
  included_servers: listOf(follows(SERVER_NAME)),
  excluded_tools: listOf(follows(ITEM_NAME)),
  included_prompts: listOf(follows(ITEM_NAME)),
  excluded_prompts: listOf(follows(ITEM_NAME)),
  included_resources: listOf(follows(ITEM_NAME)),
  excluded_resources: listOf(follows(ITEM_NAME)),
};

export const MCP_CLIENT_FILE: Shape<McpClientFile> = {
  name: IDENTITY,
  description: DESCRIPTION,
  allowed_servers: listOf(grantedServer),
  allowed_tools: listOf(follows(GRANT_PATTERN)),
  denied_tools: listOf(follows(GRANT_PATTERN)),
  allowed_groups: listOf(follows(GROUP_NAME)),
  owner: { type: 'text', rules: [follows(IDENTITY_NAME)] },
  rate_limit_rpm: { type: 'number', rules: [wholeNumber(1, MAX_RATE_LIMIT_RPM)] },
  ...TOKEN,
};

export const USER_FILE: Shape<UserFile> = {
  name: IDENTITY,
  role: { type: 'text', rules: [oneOf(['admin', 'user'])] },
  ...TOKEN,
};
