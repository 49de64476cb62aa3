import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AppConfig } from './app-config.js';
import { ConfigError } from './config-error.js';
import { chooseDatabase } from './database-target.js';
import { readVariables } from './read-variables.js';
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

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Reads and checks the whole configuration.
 * @throws ConfigError: one line that names the variable, what it got and what it takes
 */
export function loadConfig({
  env = process.env,
  flags = {},
  cwd = process.cwd(),
}: ConfigSource = {}): AppConfig {
  const warnings: string[] = [];
  const variables = { ...readVariables({ env, cwd }), ...flagVariables(flags) };
  if (variables.SERVER_MODE === 'production') {
    variables.SERVER_MODE = 'enterprise';
    warnings.push('SERVER_MODE=production is deprecated: write SERVER_MODE=enterprise');
  }
  const config = plainToInstance(AppConfig, variables, {
    exposeDefaultValues: true,
    excludeExtraneousValues: true,
  });
  check(config, flags);
  fillDefaults(config, variables);
  const tlsCa = readCertificate(config, cwd);
  const database = chooseDatabase({ config, flags, cwd, tlsCa });
  if (database.type !== 'sqlite' && config.SECRET_KEY === undefined) {
    throw new ConfigError(
      'SECRET_KEY is not set; MySQL and PostgreSQL need one: 32 bytes in base64, for example from `openssl rand -base64 32`',
    );
  }
  return hideSecrets(Object.assign(config, { database, warnings }));
}

function flagVariables(flags: ConfigFlags): Record<string, string> {
  const given = {
    PORT: flags.port?.toString(),
    HOST: flags.host,
    SERVER_MODE: flags.enterprise ? 'enterprise' : undefined,
  };
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function check(config: AppConfig, flags: ConfigFlags): void {
  const [problem] = validateSync(config, { stopAtFirstError: true });
  if (!problem) return;
  const {
    property,
    value,
    constraints = {},
  } = problem as { property: string; value: unknown; constraints?: Record<string, string> };
  const name = property === 'PORT' && flags.port !== undefined ? '--port' : property;
  const got = secretVariables.has(property) ? 'something else (not shown)' : JSON.stringify(value);
  throw new ConfigError(`${name} is ${got}; it takes ${Object.values(constraints)[0]}`);
}

/** Defaults that depend on other variables. */
function fillDefaults(config: AppConfig, variables: Record<string, string>): void {
  const development = config.SERVER_MODE === 'development';
  config.HOST ??= development ? '127.0.0.1' : '0.0.0.0';
  config.LOG_FORMAT ??= process.stdout.isTTY ? 'pretty' : 'json';
  if (variables.ALLOWED_HOSTS === undefined)
    config.ALLOWED_HOSTS = development ? developmentHosts(config) : ['*'];
}

function developmentHosts({ PUBLIC_URL }: AppConfig): string[] {
  return PUBLIC_URL === undefined ? LOOPBACK_NAMES : [...LOOPBACK_NAMES, new URL(PUBLIC_URL).host];
}

function readCertificate({ DATABASE_TLS_CA_FILE: path }: AppConfig, cwd: string): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(resolve(cwd, path), 'utf8');
  } catch (error) {
    throw new ConfigError(
      `DATABASE_TLS_CA_FILE is "${path}", which cannot be read (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}

/** Secrets stay readable by name; what prints, copies or serialises an object does not meet them. */
function hideSecrets(config: AppConfig): AppConfig {
  for (const name of [...secretVariables, 'database']) {
    Object.defineProperty(config, name, { enumerable: false });
  }
  return config;
}
