import { McpSession } from '../gateway/sessions/mcp-session.entity.js';
import { McpClientGrant } from '../mcp-clients/mcp-client-grant.entity.js';
import { McpClient } from '../mcp-clients/mcp-client.entity.js';
import { McpServer } from '../registry/mcp-server.entity.js';
import { Prompt } from '../registry/prompt.entity.js';
import { ResourceTemplate } from '../registry/resource-template.entity.js';
import { Resource } from '../registry/resource.entity.js';
import { Tool } from '../registry/tool.entity.js';
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
];
