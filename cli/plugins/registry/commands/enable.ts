import { itemArgument, SwitchCommand } from '../switch-command.js';

export default class Enable extends SwitchCommand<typeof Enable> {
  static override hidden = true;
  static override summary = 'Enable a tool, or every tool of a server.';
  static override description = 'The old form of `enable tool`.';
  static override examples = ['<%= config.bin %> enable tool github__delete_repository'];
  static override args = itemArgument('tool');

  async run(): Promise<string[]> {
    const names = await this.switchItems('tool', 'enable', this.args.name);
    this.warn('`mcpjungle enable <name>` is deprecated: use `mcpjungle enable tool <name>`');
    return names;
  }
}
