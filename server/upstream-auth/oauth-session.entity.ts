import {
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { User } from '../users/user.entity.js';

/** A sign-in at an upstream that was begun: from the URL that somebody is to open until they come back. */
@Entity('oauth_sessions')
@Unique('uq_oauth_sessions_session', ['sessionId'])
@Unique('uq_oauth_sessions_state', ['stateHash'])
export class OauthSession {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ name: 'session_id', type: 'varchar', length: 64 })
  sessionId: string;

  /** SHA-256 in hex of the `state` that the browser brings back. */
  @Column({ name: 'state_hash', type: 'varchar', length: 64 })
  stateHash: string;

  /** By name: it may not be registered yet. */
  @Column({ type: 'varchar', length: 40 })
  server: string;

  /** Whose grant it will be: `shared`, or the key of a principal. */
  @Column({ type: 'varchar', length: 64 })
  holder: string;

  @Column({ name: 'user_id', type: 'integer', nullable: true })
  userId: number | null;

  @ManyToOne(() => User, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_oauth_sessions_user' })
  user: Relation<User> | null;

  /** Sealed; empty as soon as it was used. */
  @Column({ type: 'text' })
  content: string;

  /** Null until somebody comes back; `taken` as long as what was intended is being done. */
  @Column({ type: 'varchar', length: 16, nullable: true })
  outcome: 'taken' | 'completed' | 'failed' | null;

  /** Why it failed: one sentence. */
  @Column({ type: 'varchar', length: 512, nullable: true })
  failure: string | null;

  @Column({ name: 'expires_at', type: Date, precision: 3 })
  expiresAt: Date;
}
