import { Injectable } from '@nestjs/common';
import type { RotateTokenRequest } from '../../api/identities.js';
import { NotFoundError } from '../common/errors.js';
import { Identities, type Identity } from '../common/identities.js';
import { near } from '../../definitions/near.js';
import { tokenFields } from '../common/token.response.js';
import { Database } from '../database/database.js';
import type { TokenHolder } from '../database/token-holder.entity.js';
import type { TokenHolderRepository } from '../database/token-holder.repository.js';
import { mcpClientIdentity } from '../mcp-clients/mcp-client-identity.js';
import { McpClientsRepository } from '../mcp-clients/mcp-clients.repository.js';
import { replaceToken } from '../secrets/issue-token.js';
import { type TokenKind, Tokens } from '../secrets/tokens.js';
import { userIdentity } from '../users/user-identity.js';
import { UsersRepository } from '../users/users.repository.js';

/** A token just replaced; nobody can get the new one again. */
export interface RotatedToken {
  name: string;
  holder: TokenHolder;
  token: string;
}

interface Holders<T extends TokenHolder> {
  repository: TokenHolderRepository & {
    findByName(name: string): Promise<T | null>;
    findAll(): Promise<T[]>;
  };
  /** As error messages call one. */
  noun: string;
  nameOf: (holder: T) => string;
  kindOf: (holder: T) => TokenKind;
  identityOf: (holder: T) => Identity;
}

/** Gives users and MCP clients new tokens, while the ones before stay good for a time. */
@Injectable()
export class TokenRotation {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly clients: McpClientsRepository,
    private readonly tokens: Tokens,
    private readonly identities: Identities,
  ) {}

  /** @throws NotFoundError; RuleError when the token has expired and no other time is given */
  rotateUser(username: string, request: RotateTokenRequest): Promise<RotatedToken> {
    return this.rotate(username, request, {
      repository: this.users,
      noun: 'user',
      nameOf: (user) => user.username,
      kindOf: (user) => user.role,
      identityOf: userIdentity,
    });
  }

  /** @throws NotFoundError; RuleError likewise */
  rotateClient(name: string, request: RotateTokenRequest): Promise<RotatedToken> {
    return this.rotate(name, request, {
      repository: this.clients,
      noun: 'MCP client',
      nameOf: (client) => client.name,
      kindOf: () => 'client',
      identityOf: mcpClientIdentity,
    });
  }

  private async rotate<T extends TokenHolder>(
    name: string,
    { grace_seconds: graceSeconds = 0, expires_in: expiresIn }: RotateTokenRequest,
    holders: Holders<T>,
  ): Promise<RotatedToken> {
    const { repository } = holders;
    const { holder, token } = await this.database.change(async () => {
      // Of two rotations at once the second replaces the first one's token.
      await repository.lock(name);
      const before = (await repository.findByName(name)) ?? (await absent(name, holders));
      const kind = holders.kindOf(before);
      const issued = replaceToken(this.tokens, before, { kind, expiresIn, graceMs: graceSeconds * 1000 });
      await repository.storeToken(before.id, issued.stored);
      const after = { ...before, ...issued.stored };
      this.database.note({
        action: `${kind === 'client' ? 'client' : 'user'}.rotate`,
        target: `${holders.noun} ${name}`,
        before: tokenFields(before),
        after: tokenFields(after),
        details: { grace_seconds: graceSeconds },
      });
      return { holder: after, token: issued.token };
    });
    this.identities.put(holders.identityOf(holder));
    return { name, holder, token };
  }
}

async function absent<T extends TokenHolder>(name: string, holders: Holders<T>): Promise<never> {
  const names = (await holders.repository.findAll()).map((holder) => holders.nameOf(holder));
  throw new NotFoundError(holders.noun, name, near(names, name));
}
