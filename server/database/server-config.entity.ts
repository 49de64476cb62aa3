import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ServerMode } from '../../api/system.js';

/** One row: what the first initialisation fixed. */
@Entity('server_config')
export class ServerConfig {
  @PrimaryColumn({ type: 'integer' })
  id: number;

  /** The mode it was initialised for; null before. */
  @Column({ type: 'varchar', length: 16, nullable: true })
  mode: ServerMode | null;

  @Column({ type: 'boolean' })
  initialized: boolean;

  /** A known text, sealed: tells a wrong SECRET_KEY at start. Null until the first start. */
  @Column({ name: 'key_check', type: 'varchar', length: 255, nullable: true })
  keyCheck: string | null;
}
