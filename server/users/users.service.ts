import { Injectable } from '@nestjs/common';
import type { CreateUserRequest, UpdateUserRequest } from '../../api/identities.js';
import { ConflictError, InvalidError, NotFoundError, RuleError } from '../common/errors.js';
import { Identities } from '../common/identities.js';
import { OwnedByUsers } from '../common/owned-by-users.js';
import { near } from '../../definitions/near.js';
import { Database } from '../database/database.js';
import { expiryIn, issueToken, replaceToken } from '../secrets/issue-token.js';
import { Tokens } from '../secrets/tokens.js';
import { UserResponse } from './dto/user.response.js';
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
    private readonly owned: OwnedByUsers,
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
      const created = await this.users.insert({ username, role, ...stored });
      const after = UserResponse.from(created);
      this.database.note({ action: 'user.create', target: `user ${username}`, after });
      return created;
    });
    this.database.afterCommit(() => this.identities.put(userIdentity(user)));
    return { user, token };
  }

  /**
   * What is not sent stays as it is. A token that is replaced is refused before this returns.
   * @throws NotFoundError
   * @throws ConflictError when somebody else has the token
   * @throws RuleError for the last admin who is to be none, and for a new token that would have expired
   */
  async update(username: string, request: UpdateUserRequest): Promise<User> {
    const user = await this.database.change(async () => {
      if (request.role === undefined) await this.users.lock(username);
      else await this.users.lockAll();
      const before = await this.existing(username);
      if (request.role === 'user' && (await this.isLastAdmin(before))) {
        throw new RuleError(`"${username}" is the last admin and has to stay one`);
      }
      const changed = await this.users.update(before, this.changesOf(before, request));
      const [shown, after] = [UserResponse.from(before), UserResponse.from(changed)];
      this.database.note({ action: 'user.update', target: `user ${username}`, before: shown, after });
      return changed;
    });
    this.database.afterCommit(() => this.identities.put(userIdentity(user)));
    return user;
  }

  /**
   * The user's token is refused before this returns.
   * @throws NotFoundError
   * @throws InvalidError for the last admin, without whom nobody could administer the server
   */
  async remove(username: string): Promise<void> {
    const { id } = await this.database.change(async () => {
      // First of all, or two admins who delete each other at the same moment both see the other one.
      await this.users.lockAll();
      const user = await this.existing(username);
      if (await this.isLastAdmin(user)) {
        throw new InvalidError(`"${username}" is the last admin and cannot be deleted`);
      }
      await this.users.delete(user.id);
      await this.owned.disown(username);
      const before = UserResponse.from(user);
      this.database.note({ action: 'user.delete', target: `user ${username}`, before });
      return user;
    });
    this.database.afterCommit(() => this.identities.remove(userKey(id)));
  }

  private changesOf(before: User, request: UpdateUserRequest): Partial<User> {
    const { role = before.role, access_token: custom, expires_in: expiresIn } = request;
    if (custom === undefined) {
      return { role, expiresAt: expiresIn === undefined ? before.expiresAt : expiryIn(expiresIn) };
    }
    this.identities.assertTokenFree(custom, userKey(before.id));
    return { role, ...replaceToken(this.tokens, before, { kind: role, custom, expiresIn }).stored };
  }

  private async isLastAdmin({ role }: User): Promise<boolean> {
    return role === 'admin' && (await this.users.countAdmins()) === 1;
  }

  private async existing(username: string): Promise<User> {
    const user = await this.users.findByName(username);
    if (user) return user;
    const names = (await this.users.findAll()).map((other) => other.username);
    throw new NotFoundError('user', username, near(names, username));
  }
}
