import { Injectable } from '@nestjs/common';
import type { OwnCredentialRequest } from '../../../api/servers.js';
import { InvalidError, RuleError } from '../../common/errors.js';
import type { Principal } from '../../common/principal.js';
import { ownSecret } from '../../upstream-auth/content.js';
import { type Account, CredentialBook } from '../../upstream-auth/credential-book.js';
import { Holders } from '../../upstream-auth/holders.js';
import type { HttpTarget } from '../../upstream/upstream.js';
import { ServersService } from '../servers.service.js';

/** Secrets that people set for themselves, at servers where everyone has an account of their own. */
@Injectable()
export class OwnCredentials {
  constructor(
    private readonly servers: ServersService,
    private readonly credentials: CredentialBook,
    private readonly holders: Holders,
  ) {}

  /** @throws NotFoundError, InvalidError, RuleError for a server with one account for all */
  async put(by: Principal, name: string, { bearer_token, headers }: OwnCredentialRequest): Promise<void> {
    const { account, target } = this.placeOf(by, name);
    if ((bearer_token === undefined) === (headers === undefined || headers === null)) {
      throw new InvalidError('needed is either bearer_token or headers');
    }
    const given = headers ?? { authorization: `Bearer ${bearer_token}` };
    await this.credentials.put(account, ownSecret(target.url, given));
  }

  /** @throws NotFoundError, RuleError for a server with one account for all */
  async remove(by: Principal, name: string): Promise<void> {
    await this.credentials.remove(this.placeOf(by, name).account);
  }

  private placeOf({ key }: Principal, name: string): { account: Account; target: HttpTarget } {
    const { id: serverId, target } = this.servers.get(name);
    if (target.transport === 'stdio' || target.auth !== 'per_user') {
      throw new RuleError(`MCP server "${name}" has one account for all, which its definition names`);
    }
    return { account: { serverId, server: name, holder: this.holders.of(key) ?? key }, target };
  }
}
