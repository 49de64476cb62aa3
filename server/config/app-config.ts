import { CUSTOM_TOKEN } from '../../api/limits.js';
import type { ServerMode } from '../../api/system.js';
import type { DatabaseTarget } from './database-target.js';
import type { PlaceholderVariables } from './placeholder-variables.js';
import type { RedisTarget } from './redis-target.js';
import { TelemetryVariables } from './telemetry-variables.js';
import {
  HttpUrl,
  isCidr,
  isHost,
  isOrigin,
  List,
  MayBeEmpty,
  OneOf,
  OrFile,
  Pattern,
  Secret,
  Text,
  WholeNumber,
  YesOrNo,
} from './variables.js';

const KEY = /^[A-Za-z0-9+/]{43}=?$/;
const LONGEST_TIMEOUT_SEC = 86_400;

/**
 * The server's configuration: every variable it reads, with the comment its documentation is made of; those of the
 * database and of what the server tells of itself are in the classes it extends.
 * `loadConfig` fills it; a property without a value was not set.
 */
export class AppConfig extends TelemetryVariables {
  /** The TCP port the server listens on; 0 takes any free one. `--port` wins. */
  @WholeNumber(0, 65_535)
  PORT = 8080;

  /**
   * The address the server listens on. `--host` wins; the container image sets `0.0.0.0`. Development mode on
   * an address that is not loopback prints a warning: it has no authentication.
   * @default `127.0.0.1` in development, `0.0.0.0` in enterprise
   */
  @Pattern(/^[A-Za-z0-9.:_-]+$/, 'an IP address or a host name')
  HOST: string;

  /**
   * `development`: no authentication, everyone is admin. `enterprise`: users, MCP clients and their access
   * tokens. `production` is a deprecated alias of `enterprise`; `--enterprise` wins. The mode is fixed by the
   * first initialisation: a database initialised for enterprise cannot be started in development.
   */
  @OneOf('development', 'enterprise')
  SERVER_MODE: ServerMode = 'development';

  /**
   * 32 random bytes in base64 (`openssl rand -base64 32`). Access tokens are hashed under it, and the secrets of
   * upstream servers encrypted. Required with MySQL and PostgreSQL. A wrong key stops the start.
   * @default a random key, kept in `<sqlite path>.key` with mode 0600
   */
  @OrFile()
  @Secret()
  @Pattern(KEY, '32 bytes in base64, for example from: openssl rand -base64 32')
  SECRET_KEY?: string;

  /**
   * The key before a change of `SECRET_KEY`. At start everything it had encrypted is encrypted anew with the
   * current key; access tokens hashed under it stay good, and are hashed anew when they are next used.
   */
  @OrFile()
  @Secret()
  @Pattern(KEY, '32 bytes in base64')
  SECRET_KEY_PREVIOUS?: string;

  /** When set, `init-server` must send it (the command line reads it from `MCPJUNGLE_INIT_TOKEN`). */
  @OrFile()
  @Secret()
  @Pattern(CUSTOM_TOKEN.pattern, 'visible ASCII characters without white space')
  INIT_TOKEN?: string;

  /**
   * Initialises an enterprise server that is not yet, with this as the admin's access token: for containers,
   * where nobody runs `init-server`.
   */
  @OrFile()
  @Secret()
  @Pattern(
    new RegExp(`^[\\x21-\\x7e]{${CUSTOM_TOKEN.minLength},${CUSTOM_TOKEN.maxLength}}$`),
    CUSTOM_TOKEN.description,
  )
  ADMIN_ACCESS_TOKEN?: string;

  /** With `1`, `ADMIN_ACCESS_TOKEN` replaces the admin's token at start: for who lost it. */
  @YesOrNo()
  RESET_ADMIN = false;

  /**
   * The address others know this server by, used in endpoints that answers name.
   * @default what the request was sent to
   */
  @HttpUrl()
  PUBLIC_URL?: string;

  /**
   * The Redis by which replicas tell each other at once what they would otherwise learn within
   * `CHANGE_POLL_MS`, and share their rate limits: `redis://user:password@host:6379`, or `rediss://…` for TLS.
   * It keeps nothing; while it is away everything goes on without it.
   */
  @OrFile()
  @Secret()
  @Text()
  REDIS_URL?: string;

  /** Milliseconds between looks for changes that other processes on the same database made. */
  @WholeNumber(50, 60_000)
  CHANGE_POLL_MS = 1000;

  /** Seconds that connecting to an upstream MCP server and initialising it may take. */
  @WholeNumber(1, LONGEST_TIMEOUT_SEC)
  MCP_SERVER_INIT_REQ_TIMEOUT_SEC = 30;

  /** Seconds one call of an upstream may take; a progress notification starts them again. */
  @WholeNumber(1, LONGEST_TIMEOUT_SEC)
  TOOL_CALL_TIMEOUT_SEC = 300;

  /**
   * Seconds after which an upstream that nobody called is asked whether it answers, more or less; 0: never. No
   * program is started for it.
   */
  @WholeNumber(0, 86_400)
  HEALTH_PROBE_SEC = 60;

  /** Seconds after which an idle stateful session with an upstream is closed; 0 and -1: never. */
  @WholeNumber(-1, 31_536_000)
  SESSION_IDLE_TIMEOUT_SEC = 3600;

  /** The largest body, in bytes: a larger request gets 413, a larger answer of an upstream is an error. */
  @WholeNumber(1024, 1_073_741_824)
  MAX_BODY_BYTES = 16_777_216;

  /** Event streams that clients may keep open at once, all together; one more gets 503. */
  @WholeNumber(1, 1_000_000)
  MAX_STREAMS = 10_000;

  /** Calls that may wait for what their clients were asked, all together; one more fails. A client has 16. */
  @WholeNumber(1, 1_000_000)
  MAX_PARKED_CALLS = 1000;

  /**
   * How many sessions with one upstream, or processes of it, may be open at once; the oldest idle one makes way. When none is idle
   * a call waits for one, up to `MCP_SERVER_INIT_REQ_TIMEOUT_SEC`.
   * @default 1024 over HTTP, 64 processes over stdio
   */
  @WholeNumber(1, 1_000_000)
  MAX_SESSIONS_PER_SERVER?: number;

  /**
   * The hosts a request may name in its `Host` header: `host` or `host:port`, separated by commas; `*` is any.
   * @default loopback names and that of `PUBLIC_URL` in development, any in enterprise
   */
  @List('hosts (host or host:port) separated by commas', (part) => part === '*' || isHost(part))
  ALLOWED_HOSTS: string[] = [];

  /**
   * The web origins that pages may call this server from, separated by commas, besides its own: they get CORS.
   */
  @List('origins such as https://example.com separated by commas', isOrigin)
  ALLOWED_ORIGINS: string[] = [];

  /** How many proxies in front of this server to believe for the client's address and scheme; 0: none. */
  @WholeNumber(0, 100)
  TRUST_PROXY = 0;

  /**
   * The programs that servers of transport `stdio` may be, separated by commas and compared with `command`
   * exactly; `*` is any, nothing none. Others are refused, and never started.
   */
  @MayBeEmpty()
  @List('commands such as npx,uvx separated by commas', () => true)
  STDIO_ALLOWED_COMMANDS: string[] = ['*'];

  /** Address ranges that upstream URLs may not lead to, separated by commas: link-local and cloud metadata. */
  @List('address ranges such as 10.0.0.0/8 separated by commas', isCidr)
  UPSTREAM_DENY_CIDRS: string[] = ['169.254.0.0/16', 'fe80::/10', 'fd00:ec2::254/128', '100.100.100.200/32'];

  /**
   * The proxy by which upstreams of `https` are reached, such as `http://user:password@proxy:3128`. It looks
   * their names up; `UPSTREAM_DENY_CIDRS` only holds for addresses in URLs then.
   */
  @HttpUrl()
  @Secret()
  HTTPS_PROXY?: string;

  /** The proxy by which upstreams of `http` are reached. */
  @HttpUrl()
  @Secret()
  HTTP_PROXY?: string;

  /**
   * Upstreams that are reached without a proxy, separated by commas: names, which stand for all names below them
   * too, addresses and ranges, each perhaps with a port; `*` is any. This machine itself never needs one.
   */
  @List(
    'hosts and address ranges such as example.com,10.0.0.0/8 separated by commas',
    (part) => !part.includes('/') || isCidr(part),
  )
  NO_PROXY: string[] = [];

  /**
   * Requests a minute that one identity may send, over REST and MCP together; a client's own `rate_limit_rpm`
   * wins. More get 429 with `Retry-After`. Replicas count together where `REDIS_URL` is set, else each for itself.
   * @default off
   */
  @WholeNumber(0, 1_000_000)
  RATE_LIMIT_RPM?: number;

  /** Days that entries of the audit log are kept. */
  @WholeNumber(1, 36_500)
  AUDIT_RETENTION_DAYS = 90;

  /**
   * Entries of the audit log that may wait in memory while the database is away: a minute of calls, more than one
   * process serves. What goes beyond is dropped, and the audit log says how much.
   */
  @WholeNumber(100, 10_000_000)
  MAX_AUDIT_QUEUE = 100_000;

  /**
   * A folder of configuration files that the server keeps itself in step with: it is applied at start and whenever
   * it changes, and what it does not name any more goes. See docs/configurations.md.
   */
  @Text()
  CONFIG_DIR?: string;

  /**
   * The environment variables that placeholders and `access_token_ref` in those files may use, separated by commas;
   * `*` stands for any text. The variables of this page and `MCPJUNGLE_…` never are.
   */
  @List('names of variables such as GITHUB_TOKEN,*_BEARER_TOKEN separated by commas', (part) =>
    /^[A-Za-z0-9_*]+$/.test(part),
  )
  CONFIG_DIR_VARIABLES: string[] = ['*'];

  /** The database that the variables above lead to. */
  database: DatabaseTarget;

  /** The Redis that `REDIS_URL` leads to. */
  redis?: RedisTarget;

  /** What every program that is started here gets of the environment: PATH, HOME and LANG, never a secret. */
  programEnvironment: Record<string, string>;

  /** What the files of `CONFIG_DIR` may use of the environment. */
  placeholders: PlaceholderVariables;

  /** What is accepted and should still be said at start: one line each. */
  warnings: string[];

  /** Where the secret key is kept when `SECRET_KEY` is not set; only SQLite has such a place. */
  get secretKeyFile(): string | undefined {
    return this.database.type === 'sqlite' ? `${this.database.path}.key` : undefined;
  }
}
