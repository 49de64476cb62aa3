import {
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { McpClient } from './mcp-client.entity.js';

/** `tool` and `deny` hold patterns of the names of tools, prompts and resources. */
export type GrantKind = 'server' | 'tool' | 'deny' | 'group';

/** One thing a client may reach, or may not: a server, a pattern of tools, a denied pattern, a group. */
@Entity('mcp_client_grants')
@Unique('uq_mcp_client_grants', ['clientId', 'kind', 'value'])
export class McpClientGrant {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ name: 'client_id', type: 'integer' })
  clientId: number;

  @ManyToOne(() => McpClient, (client) => client.grants, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'client_id', foreignKeyConstraintName: 'fk_mcp_client_grants_client' })
  client: Relation<McpClient>;

  @Column({ type: 'varchar', length: 16 })
  kind: GrantKind;

  /** A name or a pattern; what it names need not exist (yet). */
  @Column({ type: 'varchar', length: 255 })
  value: string;
}
