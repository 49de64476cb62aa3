import { Column, Entity, Unique } from 'typeorm';
import type { UserRole } from '../../api/identities.js';
import { TokenHolder } from '../database/token-holder.entity.js';

/** A person who signs in with a token of their own: the admin, or someone who looks and calls. */
@Entity('users')
@Unique('uq_users_username', ['username'])
@Unique('uq_users_token_hash', ['tokenHash'])
export class User extends TokenHolder {
  @Column({ type: 'varchar', length: 128 })
  username: string;

  @Column({ type: 'varchar', length: 16 })
  role: UserRole;
}
