import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** What a client set in its session; only sessions in which something was set have a row. */
@Entity('mcp_sessions')
@Unique('uq_mcp_sessions_nonce', ['nonce'])
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

  @Column({ name: 'changed_at', type: Date, precision: 3 })
  changedAt: Date;
}
