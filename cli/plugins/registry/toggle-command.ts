import * as Args from '@oclif/core/args';
import type { Command } from '@oclif/core/command';
import type { ToggledServerView } from '../../../api/servers.js';
import { BaseCommand } from '../../lib/base-command.js';
import { oneLine } from '../../lib/terminal.js';

/** What they take; oclif sees only what a class has itself. */
export const SERVER_ARGUMENT = {
  name: Args.string({ required: true, ignoreStdin: true, description: 'the name of the server' }),
};

/** Commands that enable or disable a whole server. */
export abstract class ToggleCommand<T extends typeof Command> extends BaseCommand<T> {
  /** Says in which state the server is now, and names what came or went with it. */
  protected async toggle(name: string, action: 'enable' | 'disable'): Promise<ToggledServerView> {
    const api = await this.api();
    const toggled = await api.call(`POST /api/v0/servers/:name/${action}`, { params: { name } });
    const state = `${action}d` as const;
    this.log(`Server ${toggled.name} is ${state}.`);
    this.section(`Tools ${state} with it`, toggled.tools_affected);
    this.section(`Prompts ${state} with it`, toggled.prompts_affected);
    this.section(`Resources ${state} with it`, toggled.resources_affected);
    return toggled;
  }

  private section(title: string, items: readonly string[]): void {
    if (items.length > 0) this.log([`${title}:`, ...items.map((item) => `  ${oneLine(item)}`)].join('\n'));
  }
}
