import { Logger } from '@nestjs/common';
import { CommandNotAllowedError } from '../../common/errors.js';
import type { AppConfig } from '../../config/app-config.js';
import { type Scrubber } from '../scrubber.js';
import type { StdioTarget } from '../upstream.js';
import { ServerProcess } from './server-process.js';
import { startFailure } from './start-failure.js';
import { Watchdog } from './watchdog.js';

type HostConfig = Pick<AppConfig, 'STDIO_ALLOWED_COMMANDS' | 'MAX_BODY_BYTES' | 'programEnvironment'>;

/** Starts the programs of stdio servers, those that are allowed, and ends all that it has started. */
export class ProcessHost {
  private readonly logger = new Logger('StdioServer');
  private readonly running = new Set<ServerProcess>();
  private readonly watchdog = new Watchdog();
  private isClosed = false;

  constructor(private readonly config: HostConfig) {}

  /** @throws CommandNotAllowedError */
  assertAllowed({ command }: StdioTarget): void {
    const { STDIO_ALLOWED_COMMANDS: allowed } = this.config;
    if (!allowed.includes('*') && !allowed.includes(command)) throw new CommandNotAllowedError(command);
  }

  /**
   * Starts a program; that it could not be started is said when it ends.
   * @throws CommandNotAllowedError, UpstreamFailure
   */
  start(target: StdioTarget, scrubber: Scrubber): ServerProcess {
    this.assertAllowed(target);
    if (this.isClosed) throw startFailure(new Error('the gateway is stopping'), target);
    const process = this.spawn(target, scrubber);
    this.running.add(process);
    void process.ended.then(() => this.running.delete(process));
    return process;
  }

  /** How many processes run, by the name of the server they were started for. */
  counts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { server } of this.running) counts.set(server, (counts.get(server) ?? 0) + 1);
    return counts;
  }

  /** Says in the log what a program does that it should not. */
  warn({ name }: StdioTarget, problem: string): void {
    this.logger.warn(`MCP server "${name}" ${problem}`);
  }

  /** Ends every program. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.running].map((process) => process.stop()));
    this.watchdog.close();
  }

  private spawn(target: StdioTarget, scrubber: Scrubber): ServerProcess {
    const { MAX_BODY_BYTES: maxLineBytes, programEnvironment } = this.config;
    const env = { ...programEnvironment, ...target.env };
    const log = (line: string) =>
      this.logger.debug(`MCP server "${target.name}" says: ${scrubber.text(line)}`);
    try {
      return new ServerProcess({ target, env, maxLineBytes, watchdog: this.watchdog, log });
    } catch (error) {
      throw startFailure(error as Error, target);
    }
  }
}
