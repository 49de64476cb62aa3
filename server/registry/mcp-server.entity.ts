import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique, UpdateDateColumn } from 'typeorm';
import type { SessionMode, Transport, UpstreamProtocol } from '../../api/servers.js';

/** A registered upstream MCP server. */
@Entity('mcp_servers')
@Unique('uq_mcp_servers_name', ['name'])
export class McpServer {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 40 })
  name: string;

  @Column({ type: 'varchar', length: 20 })
  transport: Transport;

  @Column({ type: 'boolean' })
  enabled: boolean;

  @Column({ type: 'text' })
  description: string;

  @Column({ name: 'session_mode', type: 'varchar', length: 16 })
  sessionMode: SessionMode;

  /** Seconds one call may take; null leaves it to the server's setting. */
  @Column({ name: 'timeout_sec', type: 'integer', nullable: true })
  timeoutSec: number | null;

  @Column({ type: 'varchar', length: 16 })
  protocol: UpstreamProtocol;

  /** The rest of the definition: JSON text with its secrets sealed. */
  @Column({ type: 'text' })
  config: string;

  @Column({ type: 'text' })
  instructions: string;

  @Column({ name: 'protocol_version', type: 'varchar', length: 32 })
  protocolVersion: string;

  /** What the upstream said it can do: its JSON text. */
  @Column({ type: 'text' })
  capabilities: string;

  /** The upstream's name and version as it gave them: its JSON text. */
  @Column({ name: 'server_info', type: 'text' })
  serverInfo: string;

  @Column({ name: 'last_discovered_at', type: Date, precision: 3, nullable: true })
  lastDiscoveredAt: Date | null;

  @CreateDateColumn({ name: 'created_at' })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at' })
  updatedAt: Date;
}
