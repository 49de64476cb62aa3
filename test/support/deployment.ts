import { type CliResult, Person } from './cli-process.js';
import { everythingBehindToken } from './everything.js';
import type { Front } from './front.js';
import { ServerProcess } from './server-process.js';

export const UPSTREAM_TOKEN = 'ghp_an-upstream-token-nobody-else-knows';

/** Our generated tokens by their prefixes, as the command line prints them. */
const TOKEN = /mcpj_[cua]_[\w-]{43}/;

/** An enterprise server after its administrator went through the setup: initialised, one upstream registered. */
export class Deployment {
  private constructor(
    public server: ServerProcess,
    readonly upstream: Front,
    readonly admin: Person,
  ) {}

  static async start(): Promise<Deployment> {
    const [server, upstream] = await Promise.all([startEnterprise(), everythingBehindToken(UPSTREAM_TOKEN)]);
    const deployment = new Deployment(server, upstream, new Person());
    await succeed(deployment.admin.types(`mcpjungle --registry ${server.url} init-server`));
    await deployment.register('github');
    return deployment;
  }

  /** Registers the upstream under this name. */
  async register(name: string): Promise<CliResult> {
    return succeed(
      this.admin.types(
        `mcpjungle register --name ${name} --url ${this.upstream.url} --bearer-token ${UPSTREAM_TOKEN}`,
      ),
    );
  }

  /** @returns the generated token of the new client */
  async createClient(name: string, allow: string): Promise<string> {
    return tokenIn(await succeed(this.admin.types(`mcpjungle create mcp-client ${name} --allow "${allow}"`)));
  }

  /** The server's token of its administrator, from the file where the command line keeps it. */
  get adminToken(): string {
    return TOKEN.exec(this.admin.configFile)?.[0] ?? '';
  }

  async restart(): Promise<void> {
    this.server = await this.server.startAgain();
  }
}

export function startEnterprise(): Promise<ServerProcess> {
  return ServerProcess.start({ flags: ['--enterprise'] });
}

/** @throws with what the command printed when it failed */
export async function succeed(command: Promise<CliResult>): Promise<CliResult> {
  const result = await command;
  if (result.code !== 0) throw new Error(`exit code ${result.code}\n${result.stdout}\n${result.stderr}`);
  return result;
}

/** The generated token that a command printed. @throws when it printed none */
export function tokenIn({ stdout }: CliResult): string {
  const token = TOKEN.exec(stdout)?.[0];
  if (token === undefined) throw new Error(`no token in:\n${stdout}`);
  return token;
}
