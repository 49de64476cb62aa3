import {
  Column,
  CreateDateColumn,
  Entity,
  OneToMany,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
import { McpClientGrant } from './mcp-client-grant.entity.js';

/** An agent that talks to the MCP endpoints with a token of its own, and what it was granted. */
@Entity('mcp_clients')
@Unique('uq_mcp_clients_name', ['name'])
@Unique('uq_mcp_clients_token_hash', ['tokenHash'])
export class McpClient {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 128 })
  name: string;

  @Column({ type: 'text' })
  description: string;

  /** The user it belongs to, by name. */
  @Column({ type: 'varchar', length: 128, nullable: true })
  owner: string | null;

  /** Requests a minute; null leaves it to the server's setting. */
  @Column({ name: 'rate_limit_rpm', type: 'integer', nullable: true })
  rateLimitRpm: number | null;

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

  @OneToMany(() => McpClientGrant, (grant) => grant.client, { cascade: ['insert'] })
  grants: Relation<McpClientGrant>[];

  @CreateDateColumn({ name: 'created_at' })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at' })
  updatedAt: Date;
}
