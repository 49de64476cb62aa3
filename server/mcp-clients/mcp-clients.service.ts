import { Injectable } from '@nestjs/common';
import type { CreateMcpClientRequest, UpdateMcpClientRequest } from '../../api/identities.js';
import { ConflictError, InvalidError, NotFoundError } from '../common/errors.js';
import { Identities } from '../common/identities.js';
import { KnownUsers } from '../common/known-users.js';
import { near } from '../../definitions/near.js';
import { Database } from '../database/database.js';
import { issueToken, replaceToken } from '../secrets/issue-token.js';
import { Tokens } from '../secrets/tokens.js';
import { changesOf } from './client-changes.js';
import { McpClientResponse } from './dto/mcp-client.response.js';
import { sentGrants } from './grant-fields.js';
import { mcpClientIdentity, mcpClientKey } from './mcp-client-identity.js';
import type { McpClient } from './mcp-client.entity.js';
import { type McpClientChanges, McpClientsRepository } from './mcp-clients.repository.js';
import { UnknownGrants } from './unknown-grants.js';

/** A client just changed, with sentences for what may still surprise. */
export interface ChangedMcpClient {
  client: McpClient;
  warnings: string[];
}

/** A client just created, with the token nobody can get again. */
export interface CreatedMcpClient extends ChangedMcpClient {
  token: string;
}

@Injectable()
export class McpClientsService {
  constructor(
    private readonly database: Database,
    private readonly clients: McpClientsRepository,
    private readonly tokens: Tokens,
    private readonly identities: Identities,
    private readonly users: KnownUsers,
    private readonly unknownGrants: UnknownGrants,
  ) {}

  list(): Promise<McpClient[]> {
    return this.clients.findAll();
  }

  /** @throws NotFoundError */
  async get(name: string): Promise<McpClient> {
    return (await this.clients.findByName(name)) ?? (await this.unknown(name));
  }

  /**
   * @throws ConflictError when the name or the token is taken
   * @throws InvalidError when there is no such owner
   */
  async create(request: CreateMcpClientRequest): Promise<CreatedMcpClient> {
    const { name, description, owner = null, rate_limit_rpm: rateLimitRpm = null } = request;
    const { token, stored } = issueToken(this.tokens, {
      kind: 'client',
      custom: request.access_token ?? undefined,
      expiresIn: request.expires_in ?? undefined,
    });
    this.identities.assertTokenFree(token);
    const row = { name, description: description ?? '', owner, rateLimitRpm, ...stored };
    const grants = sentGrants(request);
    const client = await this.database.change(async () => {
      await this.requireOwner(owner);
      if (await this.clients.findByName(name)) throw new ConflictError(`MCP client "${name}" exists already`);
      const created = await this.clients.insert(row, grants);
      this.note('client.create', { after: created });
      return created;
    });
    this.database.afterCommit(() => this.identities.put(mcpClientIdentity(client)));
    return { client, token, warnings: this.unknownGrants.warningsFor(request) };
  }

  /**
   * Changes what is sent, and nothing else; another token makes the old one good for nothing at once.
   * @throws NotFoundError
   * @throws ConflictError when the token is taken
   * @throws InvalidError when there is no such owner
   * @throws RuleError for a new token that would have expired
   */
  async update(name: string, request: UpdateMcpClientRequest): Promise<ChangedMcpClient> {
    const grants = sentGrants(request);
    const client = await this.database.change(async () => {
      await this.requireOwner(request.owner ?? null);
      if (!(await this.clients.lock(name))) await this.unknown(name);
      const before = await this.get(name);
      const changes = { ...this.tokenChanges(before, request), ...changesOf(request) };
      await this.clients.update(before, changes, grants);
      const after = await this.get(name);
      this.note('client.update', { before, after });
      return after;
    });
    this.database.afterCommit(() => this.identities.put(mcpClientIdentity(client)));
    return { client, warnings: this.unknownGrants.warningsFor(request) };
  }

  /** Its token is refused and its streams are ended before this returns. Nothing happens when there is none. */
  async remove(name: string): Promise<void> {
    const removed = await this.database.change(async () => {
      const client = await this.clients.findByName(name);
      if (!client) return client;
      await this.clients.delete(client.id);
      this.note('client.delete', { before: client });
      return client;
    });
    if (removed) this.database.afterCommit(() => this.identities.remove(mcpClientKey(removed.id)));
  }

  private note(action: string, { before, after }: { before?: McpClient; after?: McpClient }): void {
    this.database.note({
      action,
      target: `MCP client ${(before ?? after)!.name}`,
      before: before && McpClientResponse.from(before),
      after: after && McpClientResponse.from(after),
    });
  }

  /** The token that a client has already is no other one. */
  private tokenChanges(before: McpClient, request: UpdateMcpClientRequest): McpClientChanges {
    const { access_token: custom, expires_in: expiresIn } = request;
    if (custom === undefined || custom === null || this.tokens.hash(custom) === before.tokenHash) return {};
    this.identities.assertTokenFree(custom, mcpClientKey(before.id));
    const replaced = expiresIn === null ? { ...before, expiresAt: null } : before;
    const replacement = { kind: 'client', custom, expiresIn: expiresIn ?? undefined } as const;
    return replaceToken(this.tokens, replaced, replacement).stored;
  }

  private async requireOwner(username: string | null): Promise<void> {
    if (username === null || (await this.users.lock(username))) return;
    const detail = `owner: there is no user named "${username}"`;
    throw new InvalidError(`the request is invalid: ${detail}`, [detail]);
  }

  private async unknown(name: string): Promise<never> {
    const names = (await this.clients.findAll()).map((client) => client.name);
    throw new NotFoundError('MCP client', name, near(names, name));
  }
}
