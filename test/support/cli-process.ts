import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BARE_ENV, CLI_PROGRAM } from './checkout.js';
import { temporaryFolder } from './temp.js';
import { Terminal } from './terminal.js';

const TIMEOUT_MS = 60_000;

export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
}

interface PersonOptions {
  env?: NodeJS.ProcessEnv;
  /** The folder they work in; their home if absent. */
  cwd?: string;
}

interface TerminalOptions {
  columns?: number;
  env?: NodeJS.ProcessEnv;
}

/** Somebody at a terminal: a home of their own, and `mcpjungle` on the path. */
export class Person {
  readonly home = temporaryFolder();
  private readonly cwd: string;
  private readonly env: NodeJS.ProcessEnv;

  constructor({ env, cwd }: PersonOptions = {}) {
    this.cwd = cwd ?? this.home;
    const bin = join(this.home, 'bin');
    mkdirSync(bin);
    symlinkSync(CLI_PROGRAM, join(bin, 'mcpjungle'));
    this.env = { ...BARE_ENV, HOME: this.home, ...env, PATH: `${bin}:${BARE_ENV.PATH}` };
  }

  /** Runs `mcpjungle` with these arguments, in the person's home. */
  mcpjungle(...args: string[]): Promise<CliResult> {
    return this.execute(process.execPath, [CLI_PROGRAM, ...args]);
  }

  /** Runs a command line as it would be typed or pasted. */
  types(commandLine: string, env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
    return this.execute('bash', ['-e', '-o', 'pipefail', '-c', commandLine], env);
  }

  /** Runs a command line on a terminal of this width, with colours unless `env` says otherwise. */
  atTerminal(commandLine: string, { columns = 80, env = {} }: TerminalOptions = {}): Terminal {
    const look = { NO_COLOR: '', TERM: 'xterm-256color' };
    return new Terminal(commandLine, { columns, cwd: this.cwd, env: { ...this.env, ...look, ...env } });
  }

  /** Writes a file into the home. @returns its path */
  writes(name: string, content: unknown): string {
    const path = join(this.home, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  /** The CLI's own configuration file, as it is. */
  get configFile(): string {
    return readFileSync(join(this.home, '.mcpjungle.conf'), 'utf8');
  }

  private execute(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
    const options = {
      cwd: this.cwd,
      env: { ...this.env, ...env, MCPJUNGLE_TEST_RUN: process.env.MCPJUNGLE_TEST_RUN },
      timeout: TIMEOUT_MS,
      maxBuffer: 64 * 1024 * 1024,
    };
    return new Promise((resolve) => {
      const child = execFile(command, args, options, (error, stdout, stderr) => {
        resolve({ code: error ? exitCode(error) : 0, stdout, stderr });
      });
      child.stdin?.end();
    });
  }
}

/** The exit code; -1 when the program could not be run or took too long. */
function exitCode(error: { code?: number | string | null }): number {
  return typeof error.code === 'number' ? error.code : -1;
}
