import * as Args from '@oclif/core/args';
import type { ExplanationView } from '../../../../api/identities.js';
import { BaseCommand } from '../../../lib/base-command.js';

export default class Explain extends BaseCommand<typeof Explain> {
  static override summary = 'Say whether an MCP client may see and use something, and why.';
  static override description =
    'Decides as the gateway itself does, and names the grant that allows it, the denial that forbids it, or that nothing grants it.';
  static override examples = ['<%= config.bin %> <%= command.id %> claude-desktop github__search_code'];
  static override args = {
    client: Args.string({ required: true, ignoreStdin: true, description: 'the name of the client' }),
    item: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'the name of a tool or prompt, or the URI of a resource',
    }),
  };

  async run(): Promise<ExplanationView> {
    const { client, item } = this.args;
    const api = await this.api();
    const params = { name: client };
    const explanation = await api.call('GET /api/v0/clients/:name/explain', { params, query: { item } });
    this.log(`${explanation.allowed ? 'Yes' : 'No'}: ${explanation.reason}.`);
    return explanation;
  }
}
