import { Column, PrimaryGeneratedColumn } from 'typeorm';

/** What tools, prompts, resources and resource templates have in common. */
export abstract class CatalogRow {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ name: 'server_id', type: 'integer' })
  serverId: number;

  /** SHA-256 in hex of the name, URI or URI template: an index over those themselves is too long for MySQL. */
  @Column({ name: 'name_hash', type: 'varchar', length: 64 })
  nameHash: string;

  @Column({ type: 'boolean' })
  enabled: boolean;

  /** The upstream's whole object, byte for byte: a JSON column would reorder keys and round numbers. */
  @Column({ type: 'text' })
  definition: string;

  /** What an admin had agents see instead of the upstream's own name. */
  @Column({ name: 'display_name', type: 'varchar', length: 255, nullable: true })
  displayName: string | null;

  @Column({ name: 'display_description', type: 'text', nullable: true })
  displayDescription: string | null;

  /** SHA-256 in hex of the definition as it was first seen. */
  @Column({ type: 'varchar', length: 64 })
  fingerprint: string;

  @Column({ name: 'first_seen_at', type: Date, precision: 3 })
  firstSeenAt: Date;

  @Column({ name: 'last_seen_at', type: Date, precision: 3 })
  lastSeenAt: Date;
}
