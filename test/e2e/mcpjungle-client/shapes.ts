const texts = { list: 'string' } as const;
const textMap = { map: 'string' } as const;
const anyMap = { map: 'any' } as const;
/** What rows of its database begin with; a text as `id` would not fit. */
const row = { ID: 'uint' } as const;

export const METADATA = { struct: { version: 'string' } } as const;
export const INIT = { struct: { status: 'string', admin_access_token: 'string' } } as const;
export const WHOAMI = { struct: { username: 'string', role: 'string' } } as const;

export const SERVER = {
  struct: {
    name: 'string',
    transport: 'string',
    enabled: 'bool',
    description: 'string',
    url: 'string',
    command: 'string',
    args: texts,
    env: textMap,
    session_mode: 'string',
  },
} as const;

export const REGISTERED = {
  struct: {
    server: SERVER,
    authorization_required: {
      struct: { session_id: 'string', authorization_url: 'string', expires_at: 'string' },
    },
  },
} as const;

export const SERVER_CONFIG = {
  struct: {
    name: 'string',
    transport: 'string',
    description: 'string',
    url: 'string',
    bearer_token: 'string',
    headers: textMap,
    command: 'string',
    args: texts,
    env: textMap,
    session_mode: 'string',
    oauth_redirect_uri: 'string',
    oauth_client_id: 'string',
    oauth_client_secret: 'string',
    oauth_scopes: texts,
  },
} as const;

export const TOGGLED_SERVER = {
  struct: { name: 'string', tools_affected: texts, prompts_affected: texts },
} as const;

export const TOOL = {
  struct: {
    ...row,
    name: 'string',
    enabled: 'bool',
    description: 'string',
    input_schema: { struct: { type: 'string', properties: anyMap, required: texts } },
    annotations: anyMap,
  },
} as const;

export const TOOL_RESULT = {
  struct: { _meta: anyMap, isError: 'bool', content: { list: anyMap }, structuredContent: 'any' },
} as const;

export const PROMPT = {
  struct: {
    ...row,
    name: 'string',
    enabled: 'bool',
    description: 'string',
    arguments: { list: { struct: { name: 'string', description: 'string', required: 'bool' } } },
  },
} as const;

export const RENDERED_PROMPT = {
  struct: {
    description: 'string',
    messages: { list: { struct: { role: 'string', content: 'any' } } },
    meta: anyMap,
  },
} as const;

export const RESOURCE = {
  struct: {
    ...row,
    uri: 'string',
    name: 'string',
    enabled: 'bool',
    description: 'string',
    mime_type: 'string',
    annotations: anyMap,
    meta: anyMap,
  },
} as const;

export const RESOURCE_CONTENTS = { struct: { contents: { list: anyMap } } } as const;

export const MCP_CLIENT = {
  struct: { ...row, name: 'string', description: 'string', access_token: 'string', allow_list: texts },
} as const;

export const USER = { struct: { username: 'string', role: 'string', access_token: 'string' } } as const;

const GROUP_FIELDS = {
  name: 'string',
  description: 'string',
  included_tools: texts,
  included_servers: texts,
  excluded_tools: texts,
} as const;
const ENDPOINTS = {
  streamable_http_endpoint: 'string',
  sse_endpoint: 'string',
  sse_message_endpoint: 'string',
} as const;

export const GROUP = { struct: GROUP_FIELDS } as const;
export const GROUP_ENDPOINTS = { struct: ENDPOINTS } as const;
export const GROUP_WITH_ENDPOINTS = { struct: { ...GROUP_FIELDS, ...ENDPOINTS } } as const;
export const UPDATED_GROUP = { struct: { name: 'string', old: GROUP, new: GROUP } } as const;
export const EFFECTIVE_TOOLS = { struct: { tools: texts } } as const;
