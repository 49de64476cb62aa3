import { itemArgument, SwitchCommand } from '../../switch-command.js';

export default class DisablePrompt extends SwitchCommand<typeof DisablePrompt> {
  static override summary = 'Disable a prompt, or every prompt of a server.';
  static override description =
    "Agents no longer see it, and using it is refused, until it is enabled again. A server's name disables every prompt of it.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> github__review',
    '<%= config.bin %> <%= command.id %> github',
  ];
  static override args = itemArgument('prompt');

  run(): Promise<string[]> {
    return this.switchItems('prompt', 'disable', this.args.name);
  }
}
