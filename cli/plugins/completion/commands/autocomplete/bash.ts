import { type Completion, ScriptCommand } from '../../script-command.js';
import { bashScript } from '../../scripts.js';

export default class AutocompleteBash extends ScriptCommand<typeof AutocompleteBash> {
  static override summary = 'Print the completions for bash.';
  static override description =
    'Completes commands, flags, and the names of servers, tools, prompts, resources, groups, clients and users, for which the server is asked.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'In ~/.bashrc:',
      command: 'eval "$(<%= config.bin %> <%= command.id %>)"',
    },
  ];

  run(): Promise<Completion> {
    return this.prints('bash', bashScript(this.config));
  }
}
