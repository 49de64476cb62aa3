import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { CatalogRow } from './catalog-row.entity.js';
import { McpServer } from './mcp-server.entity.js';

/** A family of resources of an upstream, by its URI template (RFC 6570). */
@Entity('resource_templates')
@Unique('uq_resource_templates', ['serverId', 'nameHash'])
export class ResourceTemplate extends CatalogRow {
  @ManyToOne(() => McpServer, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'server_id', foreignKeyConstraintName: 'fk_resource_templates_server' })
  server: Relation<McpServer>;

  @Column({ name: 'uri_template', type: 'text' })
  uriTemplate: string;
}
