import type { Command } from '@oclif/core/command';
import { CommandHelp, Help } from '@oclif/core/help';
import type { Topic } from '@oclif/core/interfaces';
import { toConfiguredId } from '@oclif/core/util/ids';
import { unknownCommand } from './lib/unknown-command.js';

/** What everybody needs, in the order of a first acquaintance; the rest follows by its names. */
const BASIC = ['start', 'register', 'list', 'usage', 'invoke', 'deregister', 'version'];

type Entry = [name: string, summary: string];

/** The help of the program and its topics; that of commands is oclif's, with a shorter line of usage. */
export default class McpjungleHelp extends Help {
  protected override CommandHelpClass = McpjungleCommandHelp;

  override async showHelp(argv: string[]): Promise<void> {
    const asked = argv.filter((word) => word !== '--help' && word !== '-h' && word !== 'help');
    const firstFlag = asked.findIndex((word) => word.startsWith('-'));
    const words = asked.slice(0, firstFlag === -1 ? undefined : firstFlag);
    if (words.length > 0 && !this.knows(words)) throw unknownCommand(words.join(':'), this.config);
    await super.showHelp(argv);
  }

  protected override showRootHelp(): Promise<void> {
    const { bin, pjson } = this.config;
    const entries = this.entries();
    const basic = BASIC.flatMap((name) => entries.filter((entry) => entry[0] === name));
    this.print(
      this.wrap(`${pjson.description}.`, 0),
      this.section('USAGE', `$ ${bin} <command> [arguments] [flags]`),
      this.section('BASIC COMMANDS', basic),
      this.section(
        'ADVANCED COMMANDS',
        entries.filter(([name]) => !BASIC.includes(name)),
      ),
      this.section(
        'EXAMPLES',
        [`$ ${bin} start`, `$ ${bin} list tools`, `$ ${bin} create user --help`].join('\n'),
      ),
      this.wrap(
        `Every command takes --registry <url>, --json and --help; \`${bin} <command> --help\` shows the rest.`,
        0,
      ),
    );
    return Promise.resolve();
  }

  /** The deprecated command of a topic's name is not what anybody should learn. */
  override async showCommandHelp(command: Command.Loadable): Promise<void> {
    const topic = command.hidden ? this.config.findTopic(command.id) : undefined;
    await (topic ? this.showTopicHelp(topic) : super.showCommandHelp(command));
  }

  protected override showTopicHelp({ name, description = '' }: Topic): Promise<void> {
    const { bin } = this.config;
    const commands = this.sortedCommands.filter(({ id }) => id.startsWith(`${name}:`));
    this.print(
      this.wrap(description, 0),
      this.section('USAGE', `$ ${bin} ${name} <command> [arguments] [flags]`),
      this.section(
        'COMMANDS',
        commands.map((command) => this.entry(command)),
      ),
      this.section('EXAMPLES', commands.map((command) => this.firstExample(command)).join('\n')),
    );
    return Promise.resolve();
  }

  /** Commands of one word, and topics in place of their commands. */
  private entries(): Entry[] {
    const commands = this.sortedCommands
      .filter(({ id }) => !id.includes(':'))
      .map((command) => this.entry(command));
    const topics = this.sortedTopics
      .filter(({ name }) => !name.includes(':') && !this.isShown(name))
      .map(({ name, description = '' }): Entry => [name, description]);
    return [...commands, ...topics].sort(([a], [b]) => a.localeCompare(b));
  }

  private isShown(id: string): boolean {
    const command = this.config.findCommand(id);
    return command !== undefined && !command.hidden;
  }

  private entry(command: Command.Loadable): Entry {
    return [toConfiguredId(command.id, this.config), this.summary(command) ?? ''];
  }

  private firstExample({ id, examples: [example] = [] }: Command.Loadable): string {
    const line = typeof example === 'string' ? example : (example?.command ?? '');
    return `$ ${line}`
      .replaceAll('<%= config.bin %>', this.config.bin)
      .replaceAll('<%= command.id %>', toConfiguredId(id, this.config));
  }

  private knows(words: string[]): boolean {
    const beginnings = words.map((_, index) => words.slice(0, index + 1).join(':'));
    return (
      beginnings.some((id) => this.config.findCommand(id)) ||
      this.config.findTopic(words.join(':')) !== undefined
    );
  }

  private print(...parts: string[]): void {
    this.log(`${parts.join('\n\n')}\n`);
  }
}

class McpjungleCommandHelp extends CommandHelp {
  /** Names the arguments; the flags stand below. */
  protected override defaultUsage(): string {
    return `${super.defaultUsage()} [flags]`;
  }
}
