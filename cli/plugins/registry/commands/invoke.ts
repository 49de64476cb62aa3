import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { JsonObject, ToolResultView } from '../../../../api/tools.js';
import { readStandardInput } from '../../../lib/access-token.js';
import { during } from '../../../lib/activity.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { readJsonFile } from '../../../lib/definition-file.js';
import { durationFlag } from '../../../lib/duration.js';
import { UsageError } from '../../../lib/errors.js';
import { readJsonObject } from '../../../lib/json-document.js';
import { printPieces } from '../print-pieces.js';
import { piecesOf } from '../tool-result.js';

export default class Invoke extends BaseCommand<typeof Invoke> {
  static override summary = 'Call a tool.';
  static override description =
    'Prints the text of the result, and structured content as JSON. Images, audio and binary resources are saved to files whose names are printed; with --json they are part of the document instead. A result that the tool calls an error ends with exit status 1. Ctrl-C cancels the call, also where it runs, and ends with 130.';
  static override examples = [
    `<%= config.bin %> <%= command.id %> time__convert --input '{"from": "UTC", "to": "CET"}'`,
    '<%= config.bin %> <%= command.id %> github__create_issue --input @issue.json --timeout 30s',
    '$ echo \'{"q": "mcp"}\' | <%= config.bin %> <%= command.id %> web__search --input -',
  ];
  static override args = {
    tool: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'its canonical name: <server>__<tool>',
    }),
  };
  static override flags = {
    input: Flags.string({
      default: '{}',
      helpValue: '<json>',
      description: 'the arguments, a JSON object; @<file> reads a file, `-` standard input',
    }),
    group: Flags.string({ helpValue: '<name>', description: 'only if the tool belongs to this group' }),
    timeout: durationFlag({
      description: "give up after this time, such as 30s (default: the server's limit)",
    }),
    'output-dir': Flags.string({ default: '.', helpValue: '<folder>', description: 'where files are saved' }),
  };

  async run(): Promise<ToolResultView> {
    const input = await this.input();
    const api = await this.api();
    const { callTool } = await import('../../../lib/tool-call.js');
    const { tool } = this.args;
    const result = await during(tool, ({ signal, report }) =>
      callTool(
        api,
        { name: tool, arguments: input, group: this.flags.group },
        { onProgress: report, signal, timeoutMs: this.flags.timeout },
      ),
    );
    if (!this.jsonEnabled()) await this.present(result);
    if (result.isError) {
      process.exitCode = 1;
      this.note(`${tool} returned an error`);
    }
    return result;
  }

  private async input(): Promise<JsonObject> {
    const { input } = this.flags;
    if (input.startsWith('@')) return readJsonFile(input.slice(1));
    const text = input === '-' ? await readStandardInput() : input;
    const source = input === '-' ? 'standard input' : '--input';
    return readJsonObject(text, (problem) => new UsageError(`${source} ${problem}`));
  }

  private present(result: ToolResultView): Promise<void> {
    const pieces = piecesOf(result, this.args.tool);
    return printPieces(pieces, { folder: this.flags['output-dir'], log: (line) => this.log(line) });
  }
}
