import { BARE_ENV, CHECKOUT, CLI_PROGRAM } from './checkout.js';
import { freePort } from './ports.js';
import { Program } from './program.js';
import { temporaryFolder } from './temp.js';

interface ServerOptions {
  /** Flags of `mcpjungle start`. */
  flags?: string[];
  env?: NodeJS.ProcessEnv;
  /** Working folder, home and place of the database; a new one if absent. */
  folder?: string;
  port?: number;
  readyTimeoutMs?: number;
}

/** The gateway as users run it: `mcpjungle start` in a process of its own, in a folder of its own. */
export class ServerProcess {
  private constructor(
    readonly program: Program,
    readonly url: string,
    readonly port: number,
    readonly folder: string,
    private readonly options: ServerOptions,
  ) {}

  /** Starts a server and waits until it answers. */
  static async start(options: ServerOptions = {}): Promise<ServerProcess> {
    const { flags = [], env, folder = temporaryFolder(), port = await freePort() } = options;
    const program = new Program(process.execPath, [CLI_PROGRAM, 'start', ...flags], {
      cwd: folder,
      env: { ...BARE_ENV, HOME: folder, PORT: String(port), ...env },
    });
    const url = `http://127.0.0.1:${port}`;
    await answering(url, { program, timeoutMs: options.readyTimeoutMs ?? 60_000 });
    return new ServerProcess(program, url, port, folder, options);
  }

  /** Everything the server printed. */
  get log(): string {
    return this.program.output;
  }

  stop(): Promise<number | null> {
    return this.program.stop();
  }

  kill(): Promise<void> {
    return this.program.kill();
  }

  /** The same server again: same folder, port, flags and environment. */
  startAgain(): Promise<ServerProcess> {
    return ServerProcess.start({ ...this.options, folder: this.folder, port: this.port });
  }
}

/** Asks `/health` until it answers. @throws with the server's output when it ended or time is up */
async function answering(url: string, { program, timeoutMs }: { program: Program; timeoutMs: number }) {
  const deadline = Date.now() + timeoutMs;
  while (
    !(await fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    ))
  ) {
    if (!program.running || Date.now() > deadline) {
      throw new Error(`the server in ${CHECKOUT} did not come up:\n${program.output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
