import { Column, Entity, OneToMany, type Relation, Unique } from 'typeorm';
import { TokenHolder } from '../database/token-holder.entity.js';
import { McpClientGrant } from './mcp-client-grant.entity.js';

/** An agent that talks to the MCP endpoints with a token of its own, and what it was granted. */
@Entity('mcp_clients')
@Unique('uq_mcp_clients_name', ['name'])
@Unique('uq_mcp_clients_token_hash', ['tokenHash'])
export class McpClient extends TokenHolder {
  @Column({ type: 'varchar', length: 128 })
  name: string;

  @Column({ type: 'text' })
  description: string;

  /** The user it belongs to, by name. */
  @Column({ type: 'varchar', length: 128, nullable: true })
  owner: string | null;

  /** Requests a minute; null leaves it to the server's setting. */
  @Column({ name: 'rate_limit_rpm', type: 'integer', nullable: true })
  rateLimitRpm: number | null;

  @OneToMany(() => McpClientGrant, (grant) => grant.client, { cascade: ['insert'] })
  grants: Relation<McpClientGrant>[];
}
