import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique, UpdateDateColumn } from 'typeorm';
import type { UserRole } from '../../api/identities.js';

/** A person who signs in with a token of their own: the admin, or someone who looks and calls. */
@Entity('users')
@Unique('uq_users_username', ['username'])
@Unique('uq_users_token_hash', ['tokenHash'])
export class User {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 128 })
  username: string;

  @Column({ type: 'varchar', length: 16 })
  role: UserRole;

  /** HMAC-SHA-256 in hex; the token itself is nowhere. */
  @Column({ name: 'token_hash', type: 'varchar', length: 64 })
  tokenHash: string;

  /** The clear beginning of the token, for humans. */
  @Column({ name: 'token_prefix', type: 'varchar', length: 32 })
  tokenPrefix: string;

  @Column({ name: 'expires_at', type: Date, precision: 3, nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'last_used_at', type: Date, precision: 3, nullable: true })
  lastUsedAt: Date | null;

  /** The token before the last rotation, good until its grace ends. */
  @Column({ name: 'previous_token_hash', type: 'varchar', length: 64, nullable: true })
  previousTokenHash: string | null;

  @Column({ name: 'previous_token_expires_at', type: Date, precision: 3, nullable: true })
  previousTokenExpiresAt: Date | null;

  @CreateDateColumn({ name: 'created_at' })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at' })
  updatedAt: Date;
}
