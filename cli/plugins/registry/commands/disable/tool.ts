import { itemArgument, SwitchCommand } from '../../switch-command.js';

export default class DisableTool extends SwitchCommand<typeof DisableTool> {
  static override summary = 'Disable a tool, or every tool of a server.';
  static override description =
    "Agents no longer see it, and using it is refused, until it is enabled again. A server's name disables every tool of it.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> github__delete_repository',
    '<%= config.bin %> <%= command.id %> github',
  ];
  static override args = itemArgument('tool');

  run(): Promise<string[]> {
    return this.switchItems('tool', 'disable', this.args.name);
  }
}
