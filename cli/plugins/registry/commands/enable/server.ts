import type { ToggledServerView } from '../../../../../api/servers.js';
import { SERVER_ARGUMENT, ToggleCommand } from '../../toggle-command.js';

export default class EnableServer extends ToggleCommand<typeof EnableServer> {
  static override summary = 'Enable an MCP server.';
  static override description =
    'Brings the server back with all it provides; what was disabled of it one by one stays disabled.';
  static override examples = ['<%= config.bin %> <%= command.id %> github'];
  static override args = SERVER_ARGUMENT;

  run(): Promise<ToggledServerView> {
    return this.toggle(this.args.name, 'enable');
  }
}
