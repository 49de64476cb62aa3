import { ConfigError } from './config-error.js';
import type { DatabaseTarget } from './database-target.js';

const MYSQL = { type: 'mariadb', port: 3306, database: 'mcpjungle' } as const;
const POSTGRES = { type: 'postgres', port: 5432, database: 'postgres' } as const;
const SCHEMES = new Map<string, typeof MYSQL | typeof POSTGRES>([
  ['mysql:', MYSQL],
  ['mariadb:', MYSQL],
  ['postgres:', POSTGRES],
  ['postgresql:', POSTGRES],
]);

const TAKES =
  'mysql://user:password@host:3306/database, postgres://user:password@host:5432/database or sqlite:<path>; ' +
  'special characters of user and password percent-encoded';

/**
 * @param name what the URL came from, for the error
 * @throws ConfigError without the URL, which may hold a password
 */
export function parseDatabaseUrl(text: string, name: string): DatabaseTarget {
  const path = /^sqlite:(?:\/\/(?!\/))?(.+)$/.exec(text)?.[1];
  if (path !== undefined) return { type: 'sqlite', path };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = url && SCHEMES.get(url.protocol);
  if (!scheme || url.hostname === '') {
    throw new ConfigError(`${name} is not a database URL (not shown); it takes ${TAKES}`);
  }
  refuseParameters(url, name);
  return {
    type: scheme.type,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? scheme.port : Number(url.port),
    username: decoded(url.username, name),
    password: decoded(url.password, name),
    database: decoded(url.pathname.slice(1), name) || scheme.database,
  };
}

/** A parameter that asks for TLS and is not understood would mean a connection without. */
function refuseParameters(url: URL, name: string): void {
  for (const [parameter, value] of url.searchParams) {
    if (parameter === 'sslmode' && value === 'disable') continue;
    throw new ConfigError(
      `${name} has the parameter "${parameter}"; it takes none but sslmode=disable: TLS is turned on by DATABASE_TLS_CA_FILE`,
    );
  }
}

function decoded(part: string, name: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ConfigError(`${name} has a "%" that encodes nothing (not shown); it takes ${TAKES}`);
  }
}
