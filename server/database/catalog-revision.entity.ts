import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row, whose number rises with every write that the other replicas must see. */
@Entity('catalog_revision')
export class CatalogRevision {
  @PrimaryColumn({ type: 'integer' })
  id: number;

  @Column({ type: 'integer' })
  revision: number;
}
