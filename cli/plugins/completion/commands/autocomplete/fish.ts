import { type Completion, ScriptCommand } from '../../script-command.js';
import { fishScript } from '../../scripts.js';

export default class AutocompleteFish extends ScriptCommand<typeof AutocompleteFish> {
  static override summary = 'Print the completions for fish.';
  static override description = 'As `autocomplete bash` does for bash.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> > ~/.config/fish/completions/<%= config.bin %>.fish',
  ];

  run(): Promise<Completion> {
    return this.prints('fish', fishScript(this.config));
  }
}
