import * as Args from '@oclif/core/args';
import type { ToolView } from '../../../../api/tools.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { colours, harmless } from '../../../lib/terminal.js';
import { type Parameter, parametersOf } from '../parameters.js';

export default class Usage extends BaseCommand<typeof Usage> {
  static override summary = 'Show what a tool does and which parameters it takes.';
  static override description =
    'Prints the description of the tool and for each parameter its type, whether it is required, its constraints and its default. --json gives the schema.';
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
    this.log(colours.bold(tool.name) + (tool.enabled ? '' : ' (disabled)'));
    if (tool.description !== '') this.log(harmless(tool.description.trim()));
    const parameters = parametersOf(tool.input_schema);
    this.log(parameters.length > 0 ? '\nParameters:' : '\nIt takes no parameters.');
    for (const parameter of parameters) this.log(harmless(lines(parameter).join('\n')));
    return tool;
  }
}

function lines({ name, type, required, description, constraints, default: fallback }: Parameter): string[] {
  const facts = [type, required ? 'required' : 'optional', ...constraints];
  if (fallback !== undefined) facts.push(`default ${fallback}`);
  const indented = description
    .trim()
    .split('\n')
    .map((line) => `      ${line.trim()}`);
  return [`  ${name}: ${facts.join(', ')}`, ...(description.trim() === '' ? [] : indented)];
}
