import {
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
import { McpServer } from '../registry/mcp-server.entity.js';
import { User } from '../users/user.entity.js';

/** What lets one holder in at one upstream: a grant, or a secret of their own. */
@Entity('upstream_credentials')
@Unique('uq_upstream_credentials_holder', ['serverId', 'holder'])
export class UpstreamCredential {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ name: 'server_id', type: 'integer' })
  serverId: number;

  @ManyToOne(() => McpServer, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'server_id', foreignKeyConstraintName: 'fk_upstream_credentials_server' })
  server: Relation<McpServer>;

  /** Whose it is: `shared`, or the key of a principal. Not null, for a unique key takes every null for another. */
  @Column({ type: 'varchar', length: 64 })
  holder: string;

  /** The user whose it is: it goes with them. Null where it is nobody's, or everybody's. */
  @Column({ name: 'user_id', type: 'integer', nullable: true })
  userId: number | null;

  @ManyToOne(() => User, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_upstream_credentials_user' })
  user: Relation<User> | null;

  /** The authorization server that gave it; empty for a secret that somebody set. */
  @Column({ type: 'varchar', length: 512 })
  issuer: string;

  /** Sealed. */
  @Column({ type: 'text' })
  content: string;

  /** The authorization server does not honour it any more. */
  @Column({ name: 'needs_sign_in', type: 'boolean' })
  needsSignIn: boolean;

  /** What the upstream wanted last beyond what was granted: a `scope` parameter. The next grant takes its place. */
  @Column({ name: 'challenged_scope', type: 'varchar', length: 1024, nullable: true })
  challengedScope: string | null;

  /** Another with every change of the content. */
  @Column({ type: 'varchar', length: 32 })
  version: string;

  /** Of the process that renews it at the moment, for no other one may. */
  @Column({ type: 'varchar', length: 32, nullable: true })
  lease: string | null;

  /** After that the process is taken to be gone. */
  @Column({ name: 'leased_until', type: Date, precision: 3, nullable: true })
  leasedUntil: Date | null;

  @CreateDateColumn({ name: 'created_at' })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at' })
  updatedAt: Date;
}
