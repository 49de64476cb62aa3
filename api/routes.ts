import type {
  CreatedMcpClientView,
  CreatedUserView,
  CreateMcpClientRequest,
  CreateUserRequest,
  McpClientView,
  UserView,
  WhoamiView,
} from './identities.js';
import type { PromptView, RenderedPromptView, RenderPromptRequest } from './prompts.js';
import type { GetResourceRequest, ReadResourceView, ResourceView } from './resources.js';
import type { RegisteredServerView, ServerDefinition, ServerView } from './servers.js';
import type { HealthView, InitRequest, InitView, MetadataView, ReadinessView } from './system.js';
import type { CallToolRequest, JsonObject, ToolResultView, ToolView } from './tools.js';

/** What one route takes and answers; `never` where there is none. */
interface Route<Body, Query, Result> {
  body: Body;
  query: Query;
  result: Result;
}

/**
 * Every JSON route of the server, by method and path. The CLI's client is typed by this map, so a wrong
 * path, field or answer does not compile; `test/pins` ties it to `openapi.json`.
 */
export interface ApiRoutes {
  'GET /health': Route<never, never, HealthView>;
  'GET /ready': Route<never, never, ReadinessView>;
  'GET /metadata': Route<never, never, MetadataView>;
  'POST /init': Route<InitRequest, never, InitView>;

  'GET /api/v0/users/whoami': Route<never, never, WhoamiView>;
  'GET /api/v0/users': Route<never, never, UserView[]>;
  'POST /api/v0/users': Route<CreateUserRequest, never, CreatedUserView>;
  'DELETE /api/v0/users/:username': Route<never, never, void>;

  'GET /api/v0/clients': Route<never, never, McpClientView[]>;
  'POST /api/v0/clients': Route<CreateMcpClientRequest, never, CreatedMcpClientView>;
  'DELETE /api/v0/clients/:name': Route<never, never, void>;

  'GET /api/v0/servers': Route<never, never, ServerView[]>;
  'POST /api/v0/servers': Route<ServerDefinition, { force?: boolean }, RegisteredServerView>;
  'GET /api/v0/servers/:name': Route<never, never, ServerView>;
  'DELETE /api/v0/servers/:name': Route<never, never, void>;

  'GET /api/v0/tools': Route<never, { server?: string }, ToolView[]>;
  'GET /api/v0/tool': Route<never, { name: string }, ToolView>;
  'POST /api/v0/tools/invoke': Route<{ name: string } & JsonObject, never, ToolResultView>;
  'POST /api/v0/tools/call': Route<CallToolRequest, never, ToolResultView>;

  'GET /api/v0/prompts': Route<never, { server?: string }, PromptView[]>;
  'GET /api/v0/prompt': Route<never, { name: string }, PromptView>;
  'POST /api/v0/prompts/render': Route<RenderPromptRequest, never, RenderedPromptView>;
  'GET /api/v0/resources': Route<never, { server?: string }, ResourceView[]>;
  'POST /api/v0/resources/get': Route<GetResourceRequest, never, ResourceView>;
  'POST /api/v0/resources/read': Route<GetResourceRequest, never, ReadResourceView>;
}

export type RouteKey = keyof ApiRoutes;
