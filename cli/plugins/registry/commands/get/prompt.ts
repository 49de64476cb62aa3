import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { RenderedPromptView } from '../../../../../api/prompts.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { colours, harmless } from '../../../../lib/terminal.js';
import { UsageError } from '../../../../lib/errors.js';
import { printPieces } from '../../print-pieces.js';
import { pieceOf } from '../../tool-result.js';

export default class GetPrompt extends BaseCommand<typeof GetPrompt> {
  static override summary = 'Fill in a prompt and print its messages.';
  static override description =
    'Prints the messages, each below the role that says it. Images, audio and binary resources are saved to files in the current folder whose names are printed; with --json they are part of the document instead.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> github__review',
    '<%= config.bin %> <%= command.id %> weather__forecast --arg city=Bern --arg days=3',
  ];
  static override args = {
    prompt: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'its canonical name: <server>__<prompt>',
    }),
  };
  static override flags = {
    arg: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      helpValue: '<name>=<value>',
      description: 'an argument of the prompt; may be given more than once',
    }),
  };

  async run(): Promise<RenderedPromptView> {
    const { prompt: name } = this.args;
    const args = argumentsOf(this.flags.arg);
    const api = await this.api();
    const rendered = await api.call('POST /api/v0/prompts/render', { body: { name, arguments: args } });
    if (!this.jsonEnabled()) await this.present(rendered);
    return rendered;
  }

  private async present({ description, messages }: RenderedPromptView): Promise<void> {
    if (description !== '') this.log(`${harmless(description)}\n`);
    for (const [index, { role, content }] of messages.entries()) {
      this.log(`${index === 0 ? '' : '\n'}${colours.bold(`${harmless(role)}:`)}`);
      const piece = pieceOf({ type: 'unknown', ...content }, this.args.prompt);
      await printPieces([piece], { folder: '.', log: (line) => this.log(line) });
    }
  }
}

/** @throws UsageError */
function argumentsOf(pairs: readonly string[]): Record<string, string> {
  const given = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (at < 1) throw new UsageError(`--arg must be <name>=<value>, and not ${JSON.stringify(pair)}`);
    if (given.has(name)) throw new UsageError(`--arg gives ${JSON.stringify(name)} twice`);
    given.set(name, pair.slice(at + 1));
  }
  return Object.fromEntries(given);
}
