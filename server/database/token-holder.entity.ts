import { Column, CreateDateColumn, PrimaryGeneratedColumn, UpdateDateColumn } from 'typeorm';
import type { TokenRow } from '../common/identities.js';

/** The columns of whoever has an access token: users and MCP clients. */
export abstract class TokenHolder implements TokenRow {
  @PrimaryGeneratedColumn()
  id: number;

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
