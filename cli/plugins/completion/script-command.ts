import { BaseCommand } from '../../lib/base-command.js';
import type { Command } from '@oclif/core/command';

export interface Completion {
  shell: 'bash' | 'zsh' | 'fish';
  script: string;
}

/** Commands that print what a shell has to know to ask `complete`. */
export abstract class ScriptCommand<T extends typeof Command> extends BaseCommand<T> {
  protected prints(shell: Completion['shell'], script: string): Promise<Completion> {
    this.log(script.trimEnd());
    return Promise.resolve({ shell, script });
  }
}
