import { BaseCommand } from '../../../../lib/base-command.js';
import { fishCompletion } from '../../fish-completion.js';

interface Completion {
  shell: 'fish';
  script: string;
}

export default class AutocompleteFish extends BaseCommand<typeof AutocompleteFish> {
  static override summary = 'Print the completions for fish.';
  static override description =
    'Prints a script for fish; for bash and zsh `<%= config.bin %> autocomplete` tells what to do.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> > ~/.config/fish/completions/<%= config.bin %>.fish',
  ];

  run(): Promise<Completion> {
    const script = fishCompletion(this.config);
    this.log(script.trimEnd());
    return Promise.resolve({ shell: 'fish', script });
  }
}
