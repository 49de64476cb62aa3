import * as Flags from '@oclif/core/flags';
import { type WrittenFile, writeDefinitions } from '../../../../definitions/write-definitions.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { count } from '../../../lib/count.js';
import type { Column } from '../../../lib/table.js';
import { definitionsAt } from '../definitions-at.js';
import { prepareFolder, writeFiles } from '../write-files.js';

type ExportedFile = Omit<WrittenFile, 'text'>;

interface Exported {
  folder: string;
  files: ExportedFile[];
  /** Environment variables that stand for secrets of servers in the files. */
  variables: string[];
}

const COLUMNS: Column<ExportedFile>[] = [
  { header: 'TYPE', value: ({ type }) => type },
  { header: 'NAME', value: ({ name }) => name },
  { header: 'FILE', value: ({ file }) => file, flexible: true },
];

export default class Export extends BaseCommand<typeof Export> {
  static override summary = 'Write everything that is configured into files.';
  static override description =
    'Writes a file for each MCP server, group, MCP client and user, which `apply` reads again. Users and clients come without their tokens; secrets of servers become placeholders such as ${GITHUB_BEARER_TOKEN}, unless --with-secrets writes them in clear. The folder has to be empty or not there; nobody but you may read the files.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --dir backup --with-secrets',
  ];
  static override flags = {
    dir: Flags.string({
      char: 'd',
      description: 'the folder to write into (default: .mcpjungle)',
      helpValue: '<folder>',
    }),
    'with-secrets': Flags.boolean({ description: 'write secrets of servers in clear (default: false)' }),
  };

  async run(): Promise<Exported> {
    const { dir: folder = '.mcpjungle', 'with-secrets': secrets = false } = this.flags;
    const api = await this.api();
    await prepareFolder(folder);
    const { files, variables } = writeDefinitions(await definitionsAt(api, { secrets }));
    await writeFiles(folder, files);
    const written = files.map(({ text: _, ...file }) => file);
    await this.table(written, COLUMNS, 'There is nothing to export yet.');
    if (files.length > 0) this.log(`Done: ${count(files.length, 'file')} in ${folder}.`);
    if (variables.length > 0) {
      this.tip(`secrets are placeholders; set these where nothing is stored yet: ${variables.join(' ')}`);
    }
    if (secrets) this.warn('the files hold secrets in clear');
    return { folder, files: written, variables };
  }
}
