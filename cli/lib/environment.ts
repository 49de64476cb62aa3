import { TOKEN_VARIABLE } from './connection.js';
import { INIT_TOKEN } from './refusal.js';

/** The access token that is used instead of any stored one. */
export function tokenFromEnvironment(): string | undefined {
  return process.env[TOKEN_VARIABLE] || undefined;
}

/** What a server that was started with INIT_TOKEN wants to see. */
export function initTokenFromEnvironment(): string | undefined {
  return process.env[INIT_TOKEN] || undefined;
}

/** What placeholders are replaced from. */
export function environment(): NodeJS.ProcessEnv {
  return process.env;
}
