import { Injectable } from '@nestjs/common';
import type { CreateUserRequest } from '../../api/identities.js';
import { ConflictError, InvalidError, NotFoundError } from '../common/errors.js';
import { Identities } from '../common/identities.js';
import { near } from '../common/near.js';
import { Database } from '../database/database.js';
import { issueToken } from '../secrets/issue-token.js';
import { Tokens } from '../secrets/tokens.js';
import { userIdentity, userKey } from './user-identity.js';
import type { User } from './user.entity.js';
import { UsersRepository } from './users.repository.js';

/** A user just created, with the token nobody can get again. */
export interface CreatedUser {
  user: User;
  token: string;
}

@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly tokens: Tokens,
    private readonly identities: Identities,
  ) {}

  list(): Promise<User[]> {
    return this.users.findAll();
  }

  /** @throws ConflictError when the name or the token is taken */
  async create({
    username,
    role = 'user',
    access_token,
    expires_in,
  }: CreateUserRequest): Promise<CreatedUser> {
    const { token, stored } = issueToken(this.tokens, {
      kind: role,
      custom: access_token,
      expiresIn: expires_in,
    });
    this.identities.assertTokenFree(token);
    const user = await this.database.change(async () => {
      if (await this.users.findByName(username)) throw new ConflictError(`user "${username}" exists already`);
      return this.users.insert({ username, role, ...stored });
    });
    this.identities.put(userIdentity(user));
    return { user, token };
  }

  /**
   * The user's token is refused before this returns.
   * @throws NotFoundError
   * @throws InvalidError for the last admin, without whom nobody could administer the server
   */
  async remove(username: string): Promise<void> {
    const { id } = await this.database.change(async () => {
      // First of all, or two admins who delete each other at the same moment both see the other one.
      await this.users.lockAdmins();
      const user = await this.existing(username);
      if (user.role === 'admin' && (await this.users.countAdmins()) === 1) {
        throw new InvalidError(`"${username}" is the last admin and cannot be deleted`);
      }
      await this.users.delete(user.id);
      return user;
    });
    this.identities.remove(userKey(id));
  }

  private async existing(username: string): Promise<User> {
    const user = await this.users.findByName(username);
    if (user) return user;
    const names = (await this.users.findAll()).map((other) => other.username);
    throw new NotFoundError('user', username, near(names, username));
  }
}
