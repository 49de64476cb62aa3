import { CUSTOM_TOKEN } from '../../api/limits.js';
import type { ServerMode } from '../../api/system.js';
import type { DatabaseTarget } from './database-target.js';
import {
  HttpUrl,
  isCidr,
  isHost,
  isOrigin,
  List,
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
 * The server's configuration: every variable it reads, with the comment its documentation is made of.
 * `loadConfig` fills it; a property without a value was not set.
 */
export class AppConfig {
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
   * The database: `mysql://…`, `mariadb://…`, `postgres://…`, `postgresql://…` or `sqlite:<path>`. The first
   * of these that is set counts: `--database-url`, `--sqlite-db-path`, `DATABASE_URL`, `MYSQL_HOST`,
   * `POSTGRES_HOST`, `SQLITE_DB_PATH`.
   */
  @OrFile()
  @Secret()
  @Text()
  DATABASE_URL?: string;

  /** A file with the certificate authority (PEM) that the database's certificate is verified by. Turns TLS on. */
  @Text()
  DATABASE_TLS_CA_FILE?: string;

  /** The host of a MySQL or MariaDB server; used when it is set and `DATABASE_URL` is not. */
  @Text()
  MYSQL_HOST?: string;

  /** The TCP port of that server. */
  @WholeNumber(1, 65_535)
  MYSQL_PORT = 3306;

  /** The database user there. */
  @OrFile()
  @Text()
  MYSQL_USER = 'root';

  /** That user's password. */
  @OrFile()
  @Secret()
  @Text()
  MYSQL_PASSWORD = '';

  /** The name of the database there; it must exist. */
  @OrFile()
  @Text()
  MYSQL_DB = 'mcpjungle';

  /** The host of a PostgreSQL server; used when it is set and neither `DATABASE_URL` nor `MYSQL_HOST` is. */
  @Text()
  POSTGRES_HOST?: string;

  /** The TCP port of that server. */
  @WholeNumber(1, 65_535)
  POSTGRES_PORT = 5432;

  /** The database user there. */
  @OrFile()
  @Text()
  POSTGRES_USER = 'postgres';

  /** That user's password. */
  @OrFile()
  @Secret()
  @Text()
  POSTGRES_PASSWORD = '';

  /** The name of the database there; it must exist. */
  @OrFile()
  @Text()
  POSTGRES_DB = 'postgres';

  /** The SQLite file, used when no other database is named. `--sqlite-db-path` wins. */
  @Text()
  SQLITE_DB_PATH = './mcpjungle.db';

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

  /** Milliseconds between looks for changes that other processes on the same database made. */
  @WholeNumber(50, 60_000)
  CHANGE_POLL_MS = 1000;

  /** Seconds that connecting to an upstream MCP server and initialising it may take. */
  @WholeNumber(1, LONGEST_TIMEOUT_SEC)
  MCP_SERVER_INIT_REQ_TIMEOUT_SEC = 30;

  /** Seconds one call of an upstream may take; a progress notification starts them again. */
  @WholeNumber(1, LONGEST_TIMEOUT_SEC)
  TOOL_CALL_TIMEOUT_SEC = 300;

  /** Seconds after which an idle stateful session with an upstream is closed; 0 and -1: never. */
  @WholeNumber(-1, 31_536_000)
  SESSION_IDLE_TIMEOUT_SEC = 3600;

  /** The largest body, in bytes: a larger request gets 413, a larger answer of an upstream is an error. */
  @WholeNumber(1024, 1_073_741_824)
  MAX_BODY_BYTES = 16_777_216;

  /**
   * How many sessions with one upstream may be open at once; the oldest idle one makes way. When none is idle
   * a call waits for one, up to `MCP_SERVER_INIT_REQ_TIMEOUT_SEC`.
   * @default 1024 over HTTP
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

  /** Address ranges that upstream URLs may not lead to, separated by commas: link-local and cloud metadata. */
  @List('address ranges such as 10.0.0.0/8 separated by commas', isCidr)
  UPSTREAM_DENY_CIDRS: string[] = ['169.254.0.0/16', 'fe80::/10', 'fd00:ec2::254/128', '100.100.100.200/32'];

  /** How much is logged. No level logs a token, a secret or a tool's arguments. */
  @OneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')
  LOG_LEVEL = 'info';

  /**
   * `json`: one structured line an event; `pretty`: for eyes.
   * @default `pretty` on a terminal, else `json`
   */
  @OneOf('json', 'pretty')
  LOG_FORMAT: 'json' | 'pretty';

  /** The database that the variables above lead to. */
  database: DatabaseTarget;

  /** What is accepted and should still be said at start: one line each. */
  warnings: string[];

  /** Where the secret key is kept when `SECRET_KEY` is not set; only SQLite has such a place. */
  get secretKeyFile(): string | undefined {
    return this.database.type === 'sqlite' ? `${this.database.path}.key` : undefined;
  }
}
