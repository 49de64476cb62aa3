import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { DefinitionType } from '../../../api/configurations.js';

/** What the folder of `CONFIG_DIR` named when it was last applied: it goes when the folder names it no more. */
@Entity('managed_definitions')
@Unique('uq_managed_definitions', ['type', 'name'])
export class ManagedDefinition {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 16 })
  type: DefinitionType;

  @Column({ type: 'varchar', length: 128 })
  name: string;
}
