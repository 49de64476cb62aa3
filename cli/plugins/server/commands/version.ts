import { BaseCommand } from '../../../lib/base-command.js';

const TIMEOUT_MS = 5000;

interface Versions {
  cli_version: string;
  /** Null when the server could not be asked. */
  server_version: string | null;
  server_mode: string | null;
  server_url: string;
}

export default class Version extends BaseCommand<typeof Version> {
  static override summary = 'Show the versions of this program and of the server.';
  static override description = `Asks the server for at most ${TIMEOUT_MS / 1000} seconds. \`<%= config.bin %> --version\` is the same.`;
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> --version'];

  async run(): Promise<Versions> {
    const api = await this.api();
    const server = await api.call('GET /metadata', { timeoutMs: TIMEOUT_MS }).catch((error: Error) => error);
    const cliVersion = `v${this.config.version}`;
    const { url } = api.connection;
    this.log(`CLI version:    ${cliVersion}`);
    this.log(
      `Server version: ${server instanceof Error ? 'unknown' : `${server.version} (${server.mode} mode)`}`,
    );
    this.log(`Server URL:     ${url}`);
    if (server instanceof Error) this.note(`no version from the server: ${server.message}`);
    const { version = null, mode = null } = server instanceof Error ? {} : server;
    return { cli_version: cliVersion, server_version: version, server_mode: mode, server_url: url };
  }
}
