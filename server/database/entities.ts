import { AuditEvent } from '../audit/audit-event.entity.js';
import { ManagedDefinition } from '../configurations/folder/managed-definition.entity.js';
import { McpSession } from '../gateway/sessions/mcp-session.entity.js';
import { McpClientGrant } from '../mcp-clients/mcp-client-grant.entity.js';
import { McpClient } from '../mcp-clients/mcp-client.entity.js';
import { McpServer } from '../registry/mcp-server.entity.js';
import { Prompt } from '../registry/prompt.entity.js';
import { ResourceTemplate } from '../registry/resource-template.entity.js';
import { Resource } from '../registry/resource.entity.js';
import { Tool } from '../registry/tool.entity.js';
import { ToolGroup } from '../tool-groups/tool-group.entity.js';
import { OauthSession } from '../upstream-auth/oauth-session.entity.js';
import { UpstreamCredential } from '../upstream-auth/upstream-credential.entity.js';
import { User } from '../users/user.entity.js';
import { CatalogRevision } from './catalog-revision.entity.js';
import { ServerConfig } from './server-config.entity.js';

/** Every table. */
export const ENTITIES = [
  ServerConfig,
  CatalogRevision,
  User,
  McpClient,
  McpClientGrant,
  McpServer,
  Tool,
  Prompt,
  Resource,
  ResourceTemplate,
  McpSession,
  ToolGroup,
  ManagedDefinition,
  OauthSession,
  UpstreamCredential,
  AuditEvent,
];
