import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { ReadResourceView, ResourceView } from '../../../../../api/resources.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { printPieces } from '../../print-pieces.js';
import { pieceOf } from '../../tool-result.js';

export default class GetResource extends BaseCommand<typeof GetResource> {
  static override summary = 'Show a resource, or what it holds.';
  static override description =
    'Prints what is known of the resource. With --read it is read: text is printed, and anything else saved to a file in the current folder whose name is printed; with --json it is part of the document instead.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> file:///readme.md',
    '<%= config.bin %> <%= command.id %> file:///readme.md --read',
  ];
  static override args = {
    uri: Args.string({
      required: true,
      ignoreStdin: true,
      description: "its own URI, or the gateway's for it: mcpj://res/<server>/…",
    }),
  };
  static override flags = {
    read: Flags.boolean({ description: 'read it, in place of showing what is known of it' }),
  };

  async run(): Promise<ResourceView | ReadResourceView> {
    return this.flags.read ? this.read() : this.show();
  }

  private async show(): Promise<ResourceView> {
    const api = await this.api();
    const resource = await api.call('POST /api/v0/resources/get', { body: this.args });
    await this.fields([
      ['name', resource.name],
      ['title', resource.title],
      ['description', resource.description],
      ['uri', resource.original_uri],
      ['gateway uri', resource.uri],
      ['type', resource.mime_type],
      ['enabled', resource.enabled],
    ]);
    return resource;
  }

  private async read(): Promise<ReadResourceView> {
    const api = await this.api();
    const found = await api.call('POST /api/v0/resources/read', { body: this.args });
    if (this.jsonEnabled()) return found;
    const pieces = found.contents.map((resource) => pieceOf({ type: 'resource', resource }, this.args.uri));
    await printPieces(pieces, { folder: '.', log: (line) => this.log(line) });
    return found;
  }
}
