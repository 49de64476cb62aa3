import { fileURLToPath } from 'node:url';
import { Program } from './program.js';

const ON_TERMINAL = fileURLToPath(new URL('on-terminal.py', import.meta.url));
// eslint-disable-next-line no-control-regex -- what a terminal obeys
const LOOKS = /\u001b\[[\d;]*m/g;
const CTRL_C = '\u0003';

/** A command line that runs on a terminal of its own, and what is to be seen there. */
export class Terminal {
  private readonly program: Program;

  constructor(commandLine: string, options: { columns: number; cwd: string; env: NodeJS.ProcessEnv }) {
    const { columns, ...rest } = options;
    const shell = ['bash', '-c', commandLine];
    this.program = new Program('python3', [ON_TERMINAL, String(columns), ...shell], {
      ...rest,
      hasKeyboard: true,
    });
  }

  /** Every byte that the terminal got. */
  get raw(): string {
    return this.program.output;
  }

  /** What is on the screen, without colours. */
  get lines(): string[] {
    return this.raw
      .replace(LOOKS, '')
      .split(/\r*\n/)
      .map((line) => line.slice(line.lastIndexOf('\r') + 1).replace('\u001b[K', ''));
  }

  /** Waits until it ends. @returns exit code and screen, without the last line's empty rest */
  async ended(): Promise<{ code: number | null; screen: string }> {
    const code = await this.program.ended;
    return { code, screen: this.lines.join('\n').trimEnd() };
  }

  sees(pattern: RegExp): Promise<RegExpExecArray> {
    return this.program.waitForOutput(pattern);
  }

  types(keys: string): void {
    this.program.types(keys);
  }

  pressCtrlC(): void {
    this.program.types(CTRL_C);
  }
}
