import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { CatalogRow } from './catalog-row.entity.js';
import { McpServer } from './mcp-server.entity.js';

/** A resource of an upstream. */
@Entity('resources')
@Unique('uq_resources', ['serverId', 'nameHash'])
export class Resource extends CatalogRow {
  @ManyToOne(() => McpServer, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'server_id', foreignKeyConstraintName: 'fk_resources_server' })
  server: Relation<McpServer>;

  @Column({ type: 'text' })
  uri: string;
}
