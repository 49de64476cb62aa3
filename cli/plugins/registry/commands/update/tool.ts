import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { OverrideToolRequest, ToolView } from '../../../../../api/tools.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { UsageError } from '../../../../lib/errors.js';
import { oneLine } from '../../../../lib/terminal.js';

export default class UpdateTool extends BaseCommand<typeof UpdateTool> {
  static override summary = 'Have agents see a tool under another name, or with another description.';
  static override description =
    "What the server itself calls the tool is kept: grants and groups go by its canonical name, and calls take either. What is not given stays as it is; an empty text, or --reset, is the server's own again.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> github__search_code --rename find',
    '<%= config.bin %> <%= command.id %> github__search_code --description "Finds code, not issues"',
    '<%= config.bin %> <%= command.id %> github__search_code --reset',
  ];
  static override args = {
    tool: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'its canonical name: <server>__<tool>',
    }),
  };
  static override flags = {
    rename: Flags.string({ helpValue: '<name>', description: 'the name that agents see behind <server>__' }),
    description: Flags.string({ helpValue: '<text>', description: 'the description that agents see' }),
    reset: Flags.boolean({ description: "the server's own name and description again" }),
  };

  async run(): Promise<ToolView> {
    const body = this.request();
    const api = await this.api();
    const query = { name: this.args.tool };
    const tool = await api.call('PUT /api/v0/tools/override', { query, body });
    const { name, display_name: shownName, display_description: description } = tool;
    this.log(shownName ? `Agents see ${name} as ${shownName}.` : `Agents see ${name} under its own name.`);
    this.log(
      description ? `Its description is: ${oneLine(description)}` : "Its description is its server's own.",
    );
    return tool;
  }

  /** @throws UsageError */
  private request(): OverrideToolRequest {
    const { rename, description, reset } = this.flags;
    const isChanged = rename !== undefined || description !== undefined;
    if (reset && isChanged)
      throw new UsageError('--reset takes back both: it goes with no other of these flags');
    if (!reset && !isChanged) {
      throw new UsageError('nothing to change; needed is one of --rename, --description, --reset');
    }
    return { rename, description };
  }
}
