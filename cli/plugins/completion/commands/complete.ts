import { ApiClient } from '../../../lib/api-client.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { nextOf } from '../candidates.js';
import { type Candidate, namesOf } from '../names.js';
import { readTyped, type Typed } from '../typed.js';

export default class Complete extends BaseCommand<typeof Complete> {
  static override hidden = true;
  static override summary = 'Print what may follow on a command line.';
  static override description =
    'For the scripts of `autocomplete`: takes the words behind the name of the program, the last of which is being typed, and prints a line for each way to go on. Asks the server for names, for a moment, and says nothing when that fails.';
  static override examples = ['<%= config.bin %> <%= command.id %> -- usage github__'];
  static override strict = false;

  async run(): Promise<Candidate[]> {
    const last = this.words.at(-1) ?? '';
    const typed = readTyped(this.words.slice(0, -1), this.config.commands);
    const { words, kinds } = nextOf(typed, last, this.config);
    const names = kinds.length > 0 ? await this.names(kinds, typed) : [];
    // Flags take several names with commas between them.
    const before = typed.flag ? last.slice(0, last.lastIndexOf(',') + 1) : '';
    const candidates = [...words, ...names]
      .map(({ value, description }) => ({ value: before + value, description }))
      .filter(({ value }) => value.startsWith(last));
    if (candidates.length > 0) {
      this.log(candidates.map(({ value, description }) => `${value}\t${description}`).join('\n'));
    }
    return candidates;
  }

  private async names(kinds: Parameters<typeof namesOf>[0], { registry }: Typed): Promise<Candidate[]> {
    try {
      return await namesOf(kinds, new ApiClient(await this.connection(registry)));
    } catch {
      // Such as a configuration file that cannot be read: the command itself will say so.
      return [];
    }
  }
}
