import { itemArgument, SwitchCommand } from '../../switch-command.js';

export default class EnablePrompt extends SwitchCommand<typeof EnablePrompt> {
  static override summary = 'Enable a prompt, or every prompt of a server.';
  static override description =
    "Agents that may reach the server see it again. A server's name enables every prompt of it, also those that were disabled one by one.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> github__review',
    '<%= config.bin %> <%= command.id %> github',
  ];
  static override args = itemArgument('prompt');

  run(): Promise<string[]> {
    return this.switchItems('prompt', 'enable', this.args.name);
  }
}
