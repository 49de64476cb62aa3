import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type { InferredArgs, InferredFlags } from '@oclif/core/interfaces';
import { ApiClient } from './api-client.js';
import { ConfigFile } from './config-file.js';
import { type Connection, resolveConnection } from './connection.js';
import { blameFile, ignoredBesideFile } from './definition-flags.js';
import { stringifyExact } from './exact-json.js';
import type { Field } from './fields.js';
import type { Column } from './table.js';
import { errorColours, terminalWidth } from './terminal.js';

type FlagsOf<T extends typeof Command> = InferredFlags<(typeof BaseCommand)['baseFlags'] & T['flags']>;
type ArgsOf<T extends typeof Command> = InferredArgs<T['args']>;

/**
 * What every command has: the global flags, its parsed input, the way to the server, and the ways out.
 * What `run` returns is what `--json` prints; everything that `log` and `table` print is for people.
 */
export abstract class BaseCommand<T extends typeof Command> extends Command {
  static override enableJsonFlag = true;

  static override baseFlags = {
    registry: Flags.string({
      description: `the server's URL; else MCPJUNGLE_REGISTRY, registry_url in ~/.mcpjungle.conf, http://127.0.0.1:8080`,
      helpGroup: 'GLOBAL',
      helpValue: '<url>',
    }),
    json: Flags.boolean({ description: 'print one JSON document instead of text', helpGroup: 'GLOBAL' }),
    yes: Flags.boolean({
      description: 'accepted everywhere, and of no effect: nothing asks a question',
      helpGroup: 'GLOBAL',
    }),
    help: Flags.boolean({ char: 'h', description: 'show this help', helpGroup: 'GLOBAL' }),
  };

  protected flags!: FlagsOf<T>;
  protected args!: ArgsOf<T>;
  /** All arguments as they were typed, for a command that takes any number. */
  protected words: string[] = [];
  protected readonly configFile = ConfigFile.locate(process.env);

  override async init(): Promise<void> {
    await super.init();
    const { args, argv, flags } = await this.parse(this.ctor);
    this.words = argv as string[];
    this.flags = flags as FlagsOf<T>;
    this.args = args as ArgsOf<T>;
  }

  /** The server to talk to, for commands that store its address themselves. */
  protected async connection(registry = this.flags.registry): Promise<Connection> {
    const settings = await this.configFile.read();
    return resolveConnection(settings, { registry, env: process.env, file: this.configFile });
  }

  /** The server's API. Says how to store an address that was typed. */
  protected async api(): Promise<ApiClient> {
    const connection = await this.connection();
    if (this.flags.registry !== undefined && (await this.configFile.read()).registryUrl === undefined) {
      this.tip(`to store this URL: echo 'registry_url: ${connection.url}' >> ${this.configFile.path}`);
    }
    return new ApiClient(connection);
  }

  /** Prints rows on stdout; `empty` goes to stderr, so that pipes get nothing. */
  protected async table<Row>(
    rows: readonly Row[],
    columns: readonly Column<Row>[],
    empty: string,
  ): Promise<void> {
    if (this.jsonEnabled()) return;
    if (rows.length === 0) return this.note(empty);
    const { renderTable } = await import('./table.js');
    this.log(await renderTable(rows, columns, terminalWidth()));
  }

  /** Prints what there is to know of one thing, a line each. */
  protected async fields(fields: readonly Field[]): Promise<void> {
    if (this.jsonEnabled()) return;
    const { renderFields } = await import('./fields.js');
    this.log(renderFields(fields));
  }

  /** A line on stderr. */
  protected note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  protected tip(text: string): void {
    this.note(`${errorColours.cyan('tip:')} ${text}`);
  }

  /** Names what was typed beside a file and does not count. */
  protected warnIgnored(path: string): void {
    const ignored = ignoredBesideFile({ flags: this.flags, args: this.args });
    if (ignored.length > 0) this.warn(`${ignored.join(', ')} ignored: the definition comes from ${path}`);
  }

  override warn(input: Error | string): Error | string {
    this.note(`${errorColours.yellow('warning:')} ${input instanceof Error ? input.message : input}`);
    return input;
  }

  override logJson(json: unknown): void {
    process.stdout.write(`${stringifyExact(json, 2)}\n`);
  }

  /** Errors go on to where all of them end; what the parser says over several lines becomes one. */
  protected override async catch(error: Error): Promise<never> {
    const { asUsageError } = await import('./parser-errors.js');
    throw asUsageError(blameFile(error, this.flags), {
      words: (this.id ?? '').replaceAll(':', ' '),
      flagNames: Object.keys({ ...this.ctor.flags, ...this.ctor.baseFlags }),
    });
  }
}
