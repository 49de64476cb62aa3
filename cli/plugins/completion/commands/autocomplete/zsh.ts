import { type Completion, ScriptCommand } from '../../script-command.js';
import { zshScript } from '../../scripts.js';

export default class AutocompleteZsh extends ScriptCommand<typeof AutocompleteZsh> {
  static override summary = 'Print the completions for zsh.';
  static override description = 'As `autocomplete bash` does for bash.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'In ~/.zshrc:',
      command: 'eval "$(<%= config.bin %> <%= command.id %>)"',
    },
  ];

  run(): Promise<Completion> {
    return this.prints('zsh', zshScript(this.config));
  }
}
