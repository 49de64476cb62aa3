import * as Args from '@oclif/core/args';
import type { ToolView } from '../../../../api/tools.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { colours, harmless, oneLine, terminalWidth } from '../../../lib/terminal.js';
import { type Parameter, parametersOf } from '../parameters.js';

export default class Usage extends BaseCommand<typeof Usage> {
  static override summary = 'Show what a tool does and which parameters it takes.';
  static override description =
    'Prints the description of the tool and for each parameter its type, whether it is required, its constraints and its default; where agents see another name or description than its server gives it, both. --json gives the schema.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> github__create_issue',
    '<%= config.bin %> <%= command.id %> github__create_issue --json | jq .input_schema',
  ];
  static override args = {
    tool: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'its canonical name: <server>__<tool>',
    }),
  };

  async run(): Promise<ToolView> {
    const api = await this.api();
    const tool = await api.call('GET /api/v0/tool', { query: { name: this.args.tool } });
    if (!this.jsonEnabled()) await this.present(tool);
    return tool;
  }

  private async present(tool: ToolView): Promise<void> {
    const { name, enabled, description, input_schema: schema } = tool;
    const { wrap } = await import('../../../lib/wrap.js');
    const width = terminalWidth() ?? Infinity;
    const print = (text: string, indent: string) => {
      if (text !== '') this.log(wrap(harmless(text.trim()), { width, indent }).join('\n'));
    };
    this.log(colours.bold(name) + (enabled ? '' : ' (disabled)'));
    print(tool.display_description ?? description, '');
    for (const remark of remarks(tool)) print(remark, '');
    const parameters = parametersOf(schema);
    this.log(parameters.length > 0 ? '\nParameters:' : '\nIt takes no parameters.');
    for (const parameter of parameters) {
      print(summary(parameter), '  ');
      print(parameter.description, '      ');
    }
  }
}

/** How agents see it otherwise than its server has it, and whether the server changed its mind. */
function remarks(tool: ToolView): string[] {
  const { display_name: seenAs, display_description: seen, original_name: own, description } = tool;
  const said: string[] = [];
  if (seenAs !== undefined) said.push(`Agents see it as ${seenAs}.`);
  if (own !== undefined) said.push(`Its server calls it ${own}.`);
  if (seen !== undefined) said.push(`Its server describes it as: ${oneLine(description)}`);
  if (tool.changed) said.push('Its server has changed its definition since it was first seen.');
  return said;
}

function summary({ name, type, required, constraints, default: fallback }: Parameter): string {
  const facts = [type, required ? 'required' : 'optional', ...constraints];
  if (fallback !== undefined) facts.push(`default ${fallback}`);
  return `${name}: ${facts.join(', ')}`;
}
