import { itemArgument, SwitchCommand } from '../switch-command.js';

export default class Disable extends SwitchCommand<typeof Disable> {
  static override hidden = true;
  static override summary = 'Disable a tool, or every tool of a server.';
  static override description = 'The old form of `disable tool`.';
  static override examples = ['<%= config.bin %> disable tool github__delete_repository'];
  static override args = itemArgument('tool');

  async run(): Promise<string[]> {
    const names = await this.switchItems('tool', 'disable', this.args.name);
    this.warn('`mcpjungle disable <name>` is deprecated: use `mcpjungle disable tool <name>`');
    return names;
  }
}
