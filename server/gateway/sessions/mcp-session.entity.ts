import { Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/**
 * What every process has to know of a session beside what its id says. Only those have a row in which something
 * was set, that were deleted, or that are still used an hour after their beginning.
 */
@Entity('mcp_sessions')
@Unique('uq_mcp_sessions_nonce', ['nonce'])
@Index('ix_mcp_sessions_deleted_at', ['deletedAt'])
export class McpSession {
  @PrimaryGeneratedColumn()
  id: number;

  /** The part of the session's id that no other has. */
  @Column({ type: 'varchar', length: 64 })
  nonce: string;

  @Column({ name: 'log_level', type: 'varchar', length: 16, nullable: true })
  logLevel: string | null;

  /** The URIs, as the client uses them, of the resources that it subscribed to: a JSON array. */
  @Column({ type: 'text' })
  subscriptions: string;

  /** Its sessions with `stateful` servers, sealed; null: none. */
  @Column({ name: 'upstream_sessions', type: 'text', nullable: true })
  upstreamSessions: string | null;

  /** Its client deleted it; null: it did not. */
  @Column({ name: 'deleted_at', type: Date, precision: 3, nullable: true })
  deletedAt: Date | null;

  /** When it was last used, give or take an hour, or something of it changed. */
  @Column({ name: 'changed_at', type: Date, precision: 3 })
  changedAt: Date;
}
