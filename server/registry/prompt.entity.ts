import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { CatalogRow } from './catalog-row.entity.js';
import { McpServer } from './mcp-server.entity.js';

/** A prompt of an upstream, under the upstream's own name. */
@Entity('prompts')
@Unique('uq_prompts', ['serverId', 'nameHash'])
export class Prompt extends CatalogRow {
  @ManyToOne(() => McpServer, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'server_id', foreignKeyConstraintName: 'fk_prompts_server' })
  server: Relation<McpServer>;

  @Column({ type: 'varchar', length: 255 })
  name: string;
}
