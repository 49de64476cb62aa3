import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row, whose number rises with every write that the other replicas must see. */
@Entity('catalog_revision')
export class CatalogRevision {
  @PrimaryColumn({ type: 'int' })
  id: number;

  @Column({ type: 'int' })
  revision: number;
}
