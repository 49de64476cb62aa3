import type { Command } from '@oclif/core/command';
import * as Args from '@oclif/core/args';
import { BaseCommand } from '../../lib/base-command.js';

export type SwitchedKind = 'tool' | 'prompt' | 'resource';

/** What `enable` and `disable` take. */
export const itemArgument = (kind: SwitchedKind) => ({
  name: Args.string({
    required: true,
    ignoreStdin: true,
    description: `the canonical name of the ${kind}${kind === 'resource' ? ', or its URI' : ''}; or a server's, for all its ${kind}s`,
  }),
});

/** Commands that enable or disable what servers provide. */
export abstract class SwitchCommand<T extends typeof Command> extends BaseCommand<T> {
  /** @returns the names of the items meant */
  protected async switchItems(
    kind: SwitchedKind,
    action: 'enable' | 'disable',
    entity: string,
  ): Promise<string[]> {
    const api = await this.api();
    const names = await api.call(`POST /api/v0/${kind}s/${action}`, { query: { entity } });
    const done = `${action === 'enable' ? 'Enabled' : 'Disabled'}`;
    if (names.length === 0) this.note(`${entity} has no ${kind}s.`);
    else if (names.length === 1) this.log(`${done} ${names[0]}.`);
    else this.log([`${done} ${names.length} ${kind}s:`, ...names.map((name) => `  ${name}`)].join('\n'));
    return names;
  }
}
