import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { type Kind, KINDS } from '../../../../definitions/kinds.js';
import { lineOf, type Problem } from '../../../../definitions/shape.js';
import { BaseCommand } from '../../../lib/base-command.js';
import { colours } from '../../../lib/terminal.js';
import { readAll } from '../read-all.js';

interface ValidatedFile {
  file: string;
  type: Kind | 'configuration' | null;
  valid: boolean;
  problems: Problem[];
}

export default class Validate extends BaseCommand<typeof Validate> {
  static override summary = 'Check configuration files, without a server.';
  static override description =
    'Reads files of JSON or YAML and folders of them, and prints every problem with its file and field. What a file defines is told by its keys. Ends with exit status 1 when something is wrong.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> github.json',
    '<%= config.bin %> <%= command.id %> .mcpjungle',
    '<%= config.bin %> <%= command.id %> alice.yaml --type user',
  ];
  static override args = {
    files: Args.string({
      required: true,
      multiple: true,
      ignoreStdin: true,
      description: 'files, or folders of files',
    }),
  };
  static override flags = {
    type: Flags.string({
      options: KINDS,
      description: 'what the files define (default: told by their keys)',
    }),
  };

  async run(): Promise<{ files: ValidatedFile[] }> {
    const reports = await readAll(this.args.files, this.flags.type as Kind | undefined);
    for (const { file, kept } of reports) {
      for (const { field, unset } of kept)
        this.warn(`${file}: ${field}: ${unset} is not set; apply keeps what is stored`);
    }
    const files = reports.map(({ file, type, problems }) => ({
      file,
      type,
      valid: problems.length === 0,
      problems,
    }));
    for (const report of files) this.present(report);
    if (files.some(({ valid }) => !valid)) process.exitCode = 1;
    return { files };
  }

  private present({ file, type, problems }: ValidatedFile): void {
    if (problems.length === 0) this.log(`${file}: ${colours.green('valid')} (${type})`);
    for (const problem of problems) this.log(`${file}: ${colours.red('invalid')}: ${lineOf(problem)}`);
  }
}
