import { itemArgument, SwitchCommand } from '../../switch-command.js';

export default class EnableTool extends SwitchCommand<typeof EnableTool> {
  static override summary = 'Enable a tool, or every tool of a server.';
  static override description =
    "Agents that may reach the server see it again. A server's name enables every tool of it, also those that were disabled one by one.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> github__delete_repository',
    '<%= config.bin %> <%= command.id %> github',
  ];
  static override args = itemArgument('tool');

  run(): Promise<string[]> {
    return this.switchItems('tool', 'enable', this.args.name);
  }
}
