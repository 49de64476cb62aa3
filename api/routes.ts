import type { AuditPageView, AuditQuery } from './audit.js';
import type { AppliedView, Configuration, FolderStatusView } from './configurations.js';
import type {
  CreatedMcpClientView,
  CreatedUserView,
  CreateMcpClientRequest,
  CreateUserRequest,
  ExplanationView,
  McpClientView,
  RotatedTokenView,
  RotateTokenRequest,
  UpdatedMcpClientView,
  UpdateMcpClientRequest,
  UpdateUserRequest,
  UserView,
  WhoamiView,
} from './identities.js';
import type {
  CreatedGroupView,
  EffectiveToolsView,
  GroupDefinition,
  GroupDetailView,
  GroupView,
  UpdatedGroupView,
} from './groups.js';
import type { PromptView, RenderedPromptView, RenderPromptRequest } from './prompts.js';
import type { GetResourceRequest, ReadResourceView, ResourceView } from './resources.js';
import type {
  AuthorizationRequiredView,
  AuthorizeServerRequest,
  CompleteSignInRequest,
  OwnCredentialRequest,
  RefreshedServerView,
  RegisteredServerView,
  ServerDefinition,
  ServerView,
  SignInStatusView,
  ToggledServerView,
  UpdatedServerView,
} from './servers.js';
import type { StatsView } from './stats.js';
import type { HealthView, InitRequest, InitView, MetadataView, ReadinessView } from './system.js';
import type { CallToolRequest, JsonObject, OverrideToolRequest, ToolResultView, ToolView } from './tools.js';

/** What one route takes and answers; `never` where there is none. */
interface Route<Body, Query, Result> {
  body: Body;
  query: Query;
  result: Result;
}

/**
 * Every route of the server that is described, by method and path. The CLI's client is typed by this map, so a wrong
 * path, field or answer does not compile; `test/pins` ties it to `openapi.json`.
 */
export interface ApiRoutes {
  'GET /health': Route<never, never, HealthView>;
  'GET /ready': Route<never, never, ReadinessView>;
  'GET /metadata': Route<never, never, MetadataView>;
  /** Text, in the format of Prometheus. */
  'GET /metrics': Route<never, never, string>;
  'POST /init': Route<InitRequest, never, InitView>;

  'GET /api/v0/users/whoami': Route<never, never, WhoamiView>;
  'GET /api/v0/users': Route<never, never, UserView[]>;
  'POST /api/v0/users': Route<CreateUserRequest, never, CreatedUserView>;
  'PUT /api/v0/users/:username': Route<UpdateUserRequest, never, UserView>;
  'DELETE /api/v0/users/:username': Route<never, never, void>;
  'POST /api/v0/users/:username/rotate': Route<RotateTokenRequest, never, RotatedTokenView>;

  'GET /api/v0/clients': Route<never, never, McpClientView[]>;
  'POST /api/v0/clients': Route<CreateMcpClientRequest, never, CreatedMcpClientView>;
  'PUT /api/v0/clients/:name': Route<UpdateMcpClientRequest, never, UpdatedMcpClientView>;
  'DELETE /api/v0/clients/:name': Route<never, never, void>;
  'GET /api/v0/clients/:name/explain': Route<never, { item: string }, ExplanationView>;
  'POST /api/v0/clients/:name/rotate': Route<RotateTokenRequest, never, RotatedTokenView>;

  'GET /api/v0/servers': Route<never, never, ServerView[]>;
  'POST /api/v0/servers': Route<
    ServerDefinition,
    { force?: boolean },
    RegisteredServerView | AuthorizationRequiredView
  >;
  'GET /api/v0/servers/:name': Route<never, never, ServerView>;
  'PUT /api/v0/servers/:name': Route<
    Omit<ServerDefinition, 'name'>,
    never,
    UpdatedServerView | AuthorizationRequiredView
  >;
  'POST /api/v0/servers/:name/authorize': Route<
    AuthorizeServerRequest,
    never,
    RegisteredServerView | AuthorizationRequiredView
  >;
  'PUT /api/v0/servers/:name/credential': Route<OwnCredentialRequest, never, void>;
  'DELETE /api/v0/servers/:name/credential': Route<never, never, void>;
  'GET /api/v0/upstream_oauth/sessions/:id': Route<never, never, SignInStatusView>;
  'POST /api/v0/upstream_oauth/sessions/:id/complete': Route<
    CompleteSignInRequest,
    never,
    RegisteredServerView
  >;
  'DELETE /api/v0/servers/:name': Route<never, never, void>;
  'POST /api/v0/servers/:name/enable': Route<never, never, ToggledServerView>;
  'POST /api/v0/servers/:name/disable': Route<never, never, ToggledServerView>;
  'POST /api/v0/servers/:name/refresh': Route<never, never, RefreshedServerView>;
  'GET /api/v0/server_configs': Route<never, { secrets?: boolean }, ServerDefinition[]>;

  'GET /api/v0/tool-groups': Route<never, never, GroupView[]>;
  'POST /api/v0/tool-groups': Route<GroupDefinition, never, CreatedGroupView>;
  'GET /api/v0/tool-groups/:name': Route<never, never, GroupDetailView>;
  'PUT /api/v0/tool-groups/:name': Route<Partial<GroupDefinition>, never, UpdatedGroupView>;
  'DELETE /api/v0/tool-groups/:name': Route<never, never, void>;
  'GET /api/v0/tool-groups/:name/effective-tools': Route<never, never, EffectiveToolsView>;

  'GET /api/v0/audit': Route<never, AuditQuery, AuditPageView>;
  'GET /api/v0/stats': Route<never, { window?: string }, StatsView>;

  'GET /api/v0/config-folder': Route<never, never, FolderStatusView>;
  'POST /api/v0/apply': Route<Configuration, { dry_run?: boolean; prune?: boolean }, AppliedView>;

  'GET /api/v0/tools': Route<never, { server?: string }, ToolView[]>;
  'GET /api/v0/tools/search': Route<never, { q: string; limit?: number }, ToolView[]>;
  'GET /api/v0/tool': Route<never, { name: string }, ToolView>;
  'POST /api/v0/tools/enable': Route<never, { entity: string }, string[]>;
  'POST /api/v0/tools/disable': Route<never, { entity: string }, string[]>;
  'PUT /api/v0/tools/override': Route<OverrideToolRequest, { name: string }, ToolView>;
  'POST /api/v0/tools/invoke': Route<{ name: string } & JsonObject, never, ToolResultView>;
  'POST /api/v0/tools/call': Route<CallToolRequest, never, ToolResultView>;

  'GET /api/v0/prompts': Route<never, { server?: string }, PromptView[]>;
  'GET /api/v0/prompt': Route<never, { name: string }, PromptView>;
  'POST /api/v0/prompts/enable': Route<never, { entity: string }, string[]>;
  'POST /api/v0/prompts/disable': Route<never, { entity: string }, string[]>;
  'POST /api/v0/prompts/render': Route<RenderPromptRequest, never, RenderedPromptView>;
  'GET /api/v0/resources': Route<never, { server?: string }, ResourceView[]>;
  'POST /api/v0/resources/enable': Route<never, { entity: string }, string[]>;
  'POST /api/v0/resources/disable': Route<never, { entity: string }, string[]>;
  'POST /api/v0/resources/get': Route<GetResourceRequest, never, ResourceView>;
  'POST /api/v0/resources/read': Route<GetResourceRequest, never, ReadResourceView>;
}

export type RouteKey = keyof ApiRoutes;
