import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { User } from './user.entity.js';

/** What a new user's row is made of; the rest the database fills in. */
export type NewUser = Pick<User, 'username' | 'role' | 'tokenHash' | 'tokenPrefix' | 'expiresAt'>;

/** For updates that change nothing of what the row says. */
const UNTOUCHED = { updatedAt: () => 'updated_at' };

@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  /** By name. */
  findAll(): Promise<User[]> {
    return this.database.read((manager) => manager.find(User, { order: { username: 'ASC' } }));
  }

  findByName(username: string): Promise<User | null> {
    return this.database.read((manager) => manager.findOneBy(User, { username }));
  }

  /** Within a transaction: until its end nobody else can change or delete an admin. */
  async lockAdmins(): Promise<void> {
    await this.database.transaction((manager) =>
      manager.update(User, { role: 'admin' }, { role: 'admin', ...UNTOUCHED }),
    );
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

  async recordUse(id: number, lastUsedAt: Date): Promise<void> {
    await this.database.transaction((manager) => manager.update(User, { id }, { lastUsedAt, ...UNTOUCHED }));
  }

  /** Stores the same token under another hash, unless the token was replaced meanwhile. */
  async rehash(id: number, { from, to }: { from: string; to: string }): Promise<void> {
    await this.database.transaction((manager) =>
      manager.update(User, { id, tokenHash: from }, { tokenHash: to }),
    );
  }
}
