import { itemArgument, SwitchCommand } from '../../switch-command.js';

export default class DisableResource extends SwitchCommand<typeof DisableResource> {
  static override summary = 'Disable a resource, or every resource of a server.';
  static override description =
    "Agents no longer see it, and using it is refused, until it is enabled again. A server's name disables every resource of it.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> docs__readme',
    '<%= config.bin %> <%= command.id %> mcpj://res/docs/ZmlsZTovLy9yZWFkbWUubWQ',
  ];
  static override args = itemArgument('resource');

  run(): Promise<string[]> {
    return this.switchItems('resource', 'disable', this.args.name);
  }
}
