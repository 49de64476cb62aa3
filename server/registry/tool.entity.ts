import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { CatalogRow } from './catalog-row.entity.js';
import { McpServer } from './mcp-server.entity.js';

/** A tool of an upstream, under the upstream's own name. */
@Entity('tools')
@Unique('uq_tools', ['serverId', 'nameHash'])
export class Tool extends CatalogRow {
  @ManyToOne(() => McpServer, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'server_id', foreignKeyConstraintName: 'fk_tools_server' })
  server: Relation<McpServer>;

  @Column({ type: 'varchar', length: 255 })
  name: string;
}
