import type { ToggledServerView } from '../../../../../api/servers.js';
import { SERVER_ARGUMENT, ToggleCommand } from '../../toggle-command.js';

export default class DisableServer extends ToggleCommand<typeof DisableServer> {
  static override summary = 'Disable an MCP server.';
  static override description =
    'Agents no longer see the server or anything it provides, until it is enabled again.';
  static override examples = ['<%= config.bin %> <%= command.id %> github'];
  static override args = SERVER_ARGUMENT;

  run(): Promise<ToggledServerView> {
    return this.toggle(this.args.name, 'disable');
  }
}
