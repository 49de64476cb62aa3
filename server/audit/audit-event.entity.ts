import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Drivers hand out large integers as text; none of ours is beyond what a number holds. */
const asNumber = {
  to: (value: unknown) => value,
  from: (value: string | number | null) => (value === null ? null : Number(value)),
};

/** Something that was done, or refused: never changed, deleted by age alone. */
@Entity('audit_events')
@Index('ix_audit_events_time', ['timeMs', 'id'])
@Index('ix_audit_events_actor', ['actor', 'timeMs', 'id'])
@Index('ix_audit_events_server', ['server', 'timeMs', 'id'])
@Index('ix_audit_events_tool', ['tool', 'timeMs', 'id'])
@Index('ix_audit_events_outcome', ['outcome', 'timeMs', 'id'])
export class AuditEvent {
  @PrimaryColumn({ type: 'bigint', generated: 'increment', transformer: asNumber })
  id: number;

  /** When it ended, since 1970. */
  @Column({ name: 'time_ms', type: 'bigint', transformer: asNumber })
  timeMs: number;

  /** `user`, `client`, `anonymous`, or `system` for what the server did by itself. */
  @Column({ name: 'actor_kind', type: 'varchar', length: 16 })
  actorKind: string;

  @Column({ type: 'varchar', length: 128 })
  actor: string;

  /** A method of MCP such as `tools/call`, or what was administered such as `server.update`. */
  @Column({ type: 'varchar', length: 64 })
  action: string;

  /** What it was done to, in words of the action. */
  @Column({ type: 'varchar', length: 512, nullable: true })
  target: string | null;

  @Column({ type: 'varchar', length: 40, nullable: true })
  server: string | null;

  /** The canonical name of a tool or prompt, or a URI. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  tool: string | null;

  @Column({ type: 'varchar', length: 16 })
  outcome: string;

  @Column({ name: 'duration_us', type: 'bigint', nullable: true, transformer: asNumber })
  durationUs: number | null;

  @Column({ name: 'error_code', type: 'varchar', length: 64, nullable: true })
  errorCode: string | null;

  /** JSON. */
  @Column({ type: 'text', nullable: true })
  details: string | null;

  @Column({ name: 'request_id', type: 'varchar', length: 64, nullable: true })
  requestId: string | null;

  @Column({ name: 'trace_id', type: 'varchar', length: 32, nullable: true })
  traceId: string | null;

  /** The process that wrote it. */
  @Column({ type: 'varchar', length: 64 })
  replica: string;

  /** Counts what the process wrote. */
  @Column({ type: 'bigint', transformer: asNumber })
  sequence: number;
}
