import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columns, createTable } from '../schema-helpers.js';

/** Parts of what is offered, under names of their own. */
export class ToolGroups1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const c = columns(runner);
    await createTable(runner, 'tool_groups', {
      columns: {
        id: c.id(),
        name: c.varchar(64),
        description: c.text(),
        included_tools: c.text(),
        included_servers: c.text(),
        excluded_tools: c.text(),
        included_prompts: c.text(),
        excluded_prompts: c.text(),
        included_resources: c.text(),
        excluded_resources: c.text(),
        created_at: c.createdAt(),
        updated_at: c.updatedAt(),
      },
      unique: { uq_tool_groups_name: ['name'] },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('tool_groups');
  }
}
