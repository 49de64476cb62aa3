import { Injectable } from '@nestjs/common';
import type { KnownUsers } from '../common/known-users.js';
import { Database } from '../database/database.js';
import { TokenHolderRepository, UNTOUCHED } from '../database/token-holder.repository.js';
import { User } from './user.entity.js';

/** What a new user's row is made of; the rest the database fills in. */
export type NewUser = Pick<User, 'username' | 'role' | 'tokenHash' | 'tokenPrefix' | 'expiresAt'>;

@Injectable()
export class UsersRepository extends TokenHolderRepository implements KnownUsers {
  constructor(database: Database) {
    super(database, { entity: User, nameProperty: 'username' });
  }

  /** By name. */
  findAll(): Promise<User[]> {
    return this.database.read((manager) => manager.find(User, { order: { username: 'ASC' } }));
  }

  findByName(username: string): Promise<User | null> {
    return this.database.read((manager) => manager.findOneBy(User, { username }));
  }

  /** Within a transaction: until its end nobody else can change or delete a user. */
  async lockAll(): Promise<void> {
    await this.database.transaction((manager) => manager.updateAll(User, UNTOUCHED));
  }

  countAdmins(): Promise<number> {
    return this.database.read((manager) => manager.countBy(User, { role: 'admin' }));
  }

  insert(user: NewUser): Promise<User> {
    return this.database.transaction((manager) => manager.save(User, { ...user }));
  }

  update(user: User, changes: Partial<User>): Promise<User> {
    return this.database.transaction((manager) => manager.save(User, { ...user, ...changes }));
  }

  async delete(id: number): Promise<void> {
    await this.database.transaction((manager) => manager.delete(User, { id }));
  }
}
