import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AppConfig } from './app-config.js';
import { ConfigError } from './config-error.js';
import { chooseDatabase } from './database-target.js';
import { placeholderVariables } from './placeholder-variables.js';
import { readCertificates, readVariables, requireFolder } from './read-variables.js';
import { parseRedisUrl } from './redis-target.js';
import { secretVariables } from './variables.js';

/** What the `start` command was given; each wins over its variable. */
export interface ConfigFlags {
  port?: number | string;
  host?: string;
  enterprise?: boolean;
  sqliteDbPath?: string;
  databaseUrl?: string;
}

export interface ConfigSource {
  env?: NodeJS.ProcessEnv;
  flags?: ConfigFlags;
  /** Where `.env` and relative paths are looked for. */
  cwd?: string;
}

type Variables = Record<string, string>;

const PROGRAM_VARIABLES = ['PATH', 'HOME', 'LANG'];
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
const LOOPBACK_ADDRESS = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/**
 * Reads and checks the whole configuration.
 * @throws ConfigError: one line that names the variable, what it got and what it takes
 */
export function loadConfig({
  env = process.env,
  flags = {},
  cwd = process.cwd(),
}: ConfigSource = {}): AppConfig {
  const variables = { ...readVariables({ env, cwd }), ...flagVariables(flags) };
  const deprecated = variables.SERVER_MODE === 'production';
  if (deprecated) variables.SERVER_MODE = 'enterprise';
  const config = toConfig(variables);
  check(config, flags);
  fillDefaults(config, variables);
  const tlsCa = readCertificates('DATABASE_TLS_CA_FILE', { path: config.DATABASE_TLS_CA_FILE, cwd });
  config.database = chooseDatabase({ config, flags, cwd, tlsCa });
  if (config.REDIS_URL !== undefined) config.redis = parseRedisUrl(config.REDIS_URL);
  requireKey(config);
  config.programEnvironment = programEnvironment(env);
  config.CONFIG_DIR = requireFolder('CONFIG_DIR', { path: config.CONFIG_DIR, cwd });
  config.placeholders = placeholderVariables(
    config.CONFIG_DIR === undefined ? {} : variables,
    config.CONFIG_DIR_VARIABLES,
  );
  config.warnings = warningsOf(config, { deprecated });
  return hideSecrets(config);
}

function flagVariables({ port, host, enterprise }: ConfigFlags): Variables {
  return {
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...(host === undefined ? {} : { HOST: host }),
    ...(enterprise ? { SERVER_MODE: 'enterprise' } : {}),
  };
}

function toConfig(variables: Variables): AppConfig {
  return plainToInstance(AppConfig, variables, { exposeDefaultValues: true, excludeExtraneousValues: true });
}

function check(config: AppConfig, flags: ConfigFlags): void {
  const [problem] = validateSync(config, { stopAtFirstError: true });
  if (!problem) return;
  const { property } = problem;
  const [takes] = Object.values(problem.constraints ?? {});
  const name = property === 'PORT' && flags.port !== undefined ? '--port' : property;
  const got = secretVariables.has(property) ? 'something else (not shown)' : shown(problem.value);
  throw new ConfigError(`${name} is ${got}; it takes ${takes}`);
}

function shown(value: unknown): string {
  return JSON.stringify(Array.isArray(value) ? value.join(',') : value);
}

/** Defaults that depend on other variables, or on where the output goes. */
function fillDefaults(config: AppConfig, variables: Variables): void {
  const development = config.SERVER_MODE === 'development';
  config.HOST ??= development ? '127.0.0.1' : '0.0.0.0';
  config.OTEL_ENABLED ??= !development;
  config.LOG_FORMAT ??= process.stdout.isTTY ? 'pretty' : 'json';
  if (variables.ALLOWED_HOSTS === undefined) config.ALLOWED_HOSTS = development ? ownHosts(config) : ['*'];
}

function ownHosts({ PUBLIC_URL }: AppConfig): string[] {
  return PUBLIC_URL === undefined ? LOOPBACK_NAMES : [...LOOPBACK_NAMES, new URL(PUBLIC_URL).host];
}

function requireKey({ database, SECRET_KEY }: AppConfig): void {
  if (database.type === 'sqlite' || SECRET_KEY !== undefined) return;
  throw new ConfigError(
    'SECRET_KEY is not set; with MySQL or PostgreSQL it takes 32 bytes in base64, for example from: openssl rand -base64 32',
  );
}

/** Read from the process where the source has none: a program without PATH finds nothing. */
function programEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = PROGRAM_VARIABLES.map((name) => [name, env[name] ?? process.env[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function warningsOf(config: AppConfig, { deprecated }: { deprecated: boolean }): string[] {
  const enterprise = config.SERVER_MODE === 'enterprise';
  const open = config.SERVER_MODE === 'development' && !LOOPBACK_ADDRESS.test(config.HOST);
  return [
    ...(deprecated ? ['SERVER_MODE=production is deprecated; write SERVER_MODE=enterprise'] : []),
    ...(open
      ? [`development mode has no authentication, and ${config.HOST} can be reached from other machines`]
      : []),
    ...(enterprise && config.STDIO_ALLOWED_COMMANDS.includes('*')
      ? ['admins may register any command as a stdio server; STDIO_ALLOWED_COMMANDS narrows that']
      : []),
  ];
}

/** Secrets stay readable by name; whatever prints, copies or serialises the object does not meet them. */
function hideSecrets(config: AppConfig): AppConfig {
  for (const name of [...secretVariables, 'database', 'redis', 'placeholders']) {
    Object.defineProperty(config, name, { enumerable: false });
  }
  return config;
}
