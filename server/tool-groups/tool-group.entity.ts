import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique, UpdateDateColumn } from 'typeorm';

/** A list of names, stored as a JSON array. */
function Names(name: string): PropertyDecorator {
  return Column({
    name,
    type: 'text',
    transformer: {
      to: (names: string[]) => JSON.stringify(names),
      from: (text: string) => JSON.parse(text) as string[],
    },
  });
}

/** A part of what is offered, under an endpoint of its own. What it names need not exist (any more). */
@Entity('tool_groups')
@Unique('uq_tool_groups_name', ['name'])
export class ToolGroup {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 64 })
  name: string;

  @Column({ type: 'text' })
  description: string;

  @Names('included_tools')
  includedTools: string[];

  @Names('included_servers')
  includedServers: string[];

  @Names('excluded_tools')
  excludedTools: string[];

  @Names('included_prompts')
  includedPrompts: string[];

  @Names('excluded_prompts')
  excludedPrompts: string[];

  @Names('included_resources')
  includedResources: string[];

  @Names('excluded_resources')
  excludedResources: string[];

  @CreateDateColumn({ name: 'created_at' })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at' })
  updatedAt: Date;
}
