import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BARE_ENV } from './checkout.js';
import { eventually } from './eventually.js';
import { freePort } from './ports.js';
import { Program } from './program.js';
import { temporaryFolder } from './temp.js';

interface Vector {
  data: { result: { metric: Record<string, string>; value: [number, string] }[] };
}

/** A real Prometheus that reads one server's metrics every second. */
export class Prometheus {
  private constructor(private readonly url: string) {}

  /** @param config what stands under `scrape_configs`, in YAML */
  static async start(config: string): Promise<Prometheus> {
    const folder = temporaryFolder();
    const file = join(folder, 'prometheus.yml');
    writeFileSync(file, config);
    execFileSync('promtool', ['check', 'config', file], { stdio: 'pipe' });
    const port = await freePort();
    const program = new Program(
      'prometheus',
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { cwd: folder, env: BARE_ENV },
    );
    await program.waitForOutput(/Server is ready to receive web requests/, 60_000);
    return new Prometheus(`http://127.0.0.1:${port}`);
  }

  /** @returns the value of an expression that has one */
  async query(expression: string): Promise<number> {
    const answer = await fetch(`${this.url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const { data } = (await answer.json()) as Vector;
    if (data.result.length !== 1) throw new Error(`${data.result.length} results of ${expression}`);
    return Number(data.result[0]!.value[1]);
  }

  /** Waits until an expression has this value. */
  async shows(expression: string, value: number): Promise<void> {
    await eventually(async () => {
      const found = await this.query(expression);
      if (found !== value) throw new Error(`${expression} is ${found}, not ${value}`);
    }, 45_000);
  }
}

/** @returns what `promtool check metrics` has against a text; nothing when it is good */
export function problemsOf(text: string): string {
  try {
    execFileSync('promtool', ['check', 'metrics'], { input: text, stdio: 'pipe' });
    return '';
  } catch (error) {
    const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
    return `${stdout.toString()}${stderr.toString()}`;
  }
}
