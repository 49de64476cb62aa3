import { Injectable, Optional } from '@nestjs/common';
import type { CreateMcpClientRequest } from '../../api/identities.js';
import { ConflictError } from '../common/errors.js';
import { Identities } from '../common/identities.js';
import { KnownServers } from '../common/known-servers.js';
import { Database } from '../database/database.js';
import { issueToken } from '../secrets/issue-token.js';
import { Tokens } from '../secrets/tokens.js';
import { ALL_SERVERS, mcpClientIdentity, mcpClientKey } from './mcp-client-identity.js';
import type { McpClient } from './mcp-client.entity.js';
import { McpClientsRepository } from './mcp-clients.repository.js';

/** A client just created, with the token nobody can get again. */
export interface CreatedMcpClient {
  client: McpClient;
  token: string;
  warnings: string[];
}

@Injectable()
export class McpClientsService {
  constructor(
    private readonly database: Database,
    private readonly clients: McpClientsRepository,
    private readonly tokens: Tokens,
    private readonly identities: Identities,
    @Optional() private readonly servers?: KnownServers,
  ) {}

  list(): Promise<McpClient[]> {
    return this.clients.findAll();
  }

  /** @throws ConflictError when the name or the token is taken */
  async create(request: CreateMcpClientRequest): Promise<CreatedMcpClient> {
    const { name, description = '', access_token, expires_in } = request;
    const allowList = [...new Set(request.allow_list ?? [])];
    const { token, stored } = issueToken(this.tokens, {
      kind: 'client',
      custom: access_token,
      expiresIn: expires_in,
    });
    this.identities.assertTokenFree(token);
    const grants = allowList.map((value) => ({ kind: 'server' as const, value }));
    const client = await this.database.change(async () => {
      if (await this.clients.findByName(name)) throw new ConflictError(`MCP client "${name}" exists already`);
      return this.clients.insert({ name, description, grants, ...stored });
    });
    this.identities.put(mcpClientIdentity(client));
    return { client, token, warnings: this.warningsOf(allowList) };
  }

  /** Its token is refused and its streams are ended before this returns. Nothing happens when there is none. */
  async remove(name: string): Promise<void> {
    const removed = await this.database.change(async () => {
      const client = await this.clients.findByName(name);
      if (client) await this.clients.delete(client.id);
      return client;
    });
    if (removed) this.identities.remove(mcpClientKey(removed.id));
  }

  /** A server may well be registered after the client that is to use it, so this is not an error. */
  private warningsOf(allowList: string[]): string[] {
    return allowList
      .filter((name) => name !== ALL_SERVERS && this.servers?.has(name) === false)
      .map((name) => `there is no server named "${name}" yet`);
  }
}
