import { Injectable } from '@nestjs/common';
import { Identities } from '../common/identities.js';
import { Database } from '../database/database.js';
import { issueToken } from '../secrets/issue-token.js';
import { Tokens } from '../secrets/tokens.js';
import { UserResponse } from '../users/dto/user.response.js';
import { userIdentity } from '../users/user-identity.js';
import { UsersRepository } from '../users/users.repository.js';

const ADMIN = 'admin';

interface NewAdmin {
  /** A token that was chosen; one is generated when absent. */
  token?: string;
  /** Runs in the same transaction before the account is made; whatever it throws undoes everything. */
  claim: () => Promise<void>;
}

/** The account that the initialisation makes, without anyone being signed in. */
@Injectable()
export class AdminAccount {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly tokens: Tokens,
    private readonly identities: Identities,
  ) {}

  /** @returns its token */
  async create({ token: custom, claim }: NewAdmin): Promise<string> {
    const { token, stored } = issueToken(this.tokens, { kind: 'admin', custom });
    const admin = await this.database.change(async () => {
      await claim();
      const made = await this.users.insert({ username: ADMIN, role: 'admin', ...stored });
      this.database.note({ action: 'server.init', target: 'server', after: UserResponse.from(made) });
      return made;
    });
    this.identities.put(userIdentity(admin));
    return token;
  }

  /** Gives the admin this token; the account is made again when it was deleted. */
  async reset(token: string): Promise<void> {
    const { stored } = issueToken(this.tokens, { kind: 'admin', custom: token });
    const fresh = { ...stored, role: 'admin' } as const;
    const admin = await this.database.change(async () => {
      const existing = await this.users.findByName(ADMIN);
      const after = await (existing
        ? this.users.update(existing, fresh)
        : this.users.insert({ username: ADMIN, ...fresh }));
      this.database.note({
        action: 'admin.reset',
        target: `user ${ADMIN}`,
        before: existing ? UserResponse.from(existing) : undefined,
        after: UserResponse.from(after),
      });
      return after;
    });
    this.identities.put(userIdentity(admin));
  }
}
