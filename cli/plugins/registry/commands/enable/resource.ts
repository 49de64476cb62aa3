import { itemArgument, SwitchCommand } from '../../switch-command.js';

export default class EnableResource extends SwitchCommand<typeof EnableResource> {
  static override summary = 'Enable a resource, or every resource of a server.';
  static override description =
    "Agents that may reach the server see it again. A server's name enables every resource of it, also those that were disabled one by one.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> docs__readme',
    '<%= config.bin %> <%= command.id %> mcpj://res/docs/ZmlsZTovLy9yZWFkbWUubWQ',
  ];
  static override args = itemArgument('resource');

  run(): Promise<string[]> {
    return this.switchItems('resource', 'enable', this.args.name);
  }
}
