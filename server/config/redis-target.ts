import { ConfigError } from './config-error.js';

/** The Redis that replicas talk through. */
export interface RedisTarget {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls: boolean;
}

const TAKES =
  'redis://user:password@host:6379 or, for TLS, rediss://…; special characters of user and password percent-encoded';

/** @throws ConfigError without the URL, which may hold a password */
export function parseRedisUrl(text: string): RedisTarget {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isRedis = url !== undefined && /^rediss?:$/.test(url.protocol) && url.hostname !== '';
  // A database's number is allowed, and makes no difference to channels.
  if (!isRedis || !/^(\/\d{0,5})?$/.test(url.pathname) || url.search !== '' || url.hash !== '') {
    throw new ConfigError(`REDIS_URL is no Redis URL (not shown); it takes ${TAKES}`);
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 6379 : Number(url.port),
    tls: url.protocol === 'rediss:',
    ...(url.username !== '' && { username: decoded(url.username) }),
    ...(url.password !== '' && { password: decoded(url.password) }),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ConfigError(`REDIS_URL has a "%" that encodes nothing (not shown); it takes ${TAKES}`);
  }
}
