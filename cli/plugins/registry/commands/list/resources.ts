import * as Flags from '@oclif/core/flags';
import type { ResourceView } from '../../../../../api/resources.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { enabledColumn } from '../../../../lib/columns.js';
import type { Column } from '../../../../lib/table.js';

export default class ListResources extends BaseCommand<typeof ListResources> {
  static override summary = 'List resources.';
  static override description =
    "Prints a line for each resource: its name, its URI, whether it is enabled, its type and its description. Where several have the same URI, the gateway's own for it is printed, which names the server.";
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --server docs | cut -f2',
  ];
  static override flags = {
    server: Flags.string({
      helpValue: '<name>',
      description: 'only the resources of this server (default: of all)',
    }),
  };

  async run(): Promise<ResourceView[]> {
    const { server } = this.flags;
    const api = await this.api();
    const resources = await api.call('GET /api/v0/resources', { query: { server } });
    const empty = server === undefined ? 'There are no resources yet.' : `${server} has no resources.`;
    await this.table(resources, columnsFor(resources), empty);
    return resources;
  }
}

/** The URI that stands in a line leads to that line's resource. */
function columnsFor(resources: ResourceView[]): Column<ResourceView>[] {
  const uris = resources.map(({ original_uri: uri }) => uri);
  const shared = new Set(uris.filter((uri, index) => uris.indexOf(uri) !== index));
  return [
    { header: 'NAME', value: ({ name }) => name },
    { header: 'URI', value: ({ uri, original_uri: own }) => (shared.has(own) ? uri : own) },
    enabledColumn(),
    { header: 'TYPE', value: ({ mime_type: type }) => type },
    { header: 'DESCRIPTION', value: ({ description }) => description, flexible: true },
  ];
}
