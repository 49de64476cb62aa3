import type { ConfigFile } from './config-file.js';
import { FileError, UsageError } from './errors.js';
import type { StoredSettings } from './stored-settings.js';

export const DEFAULT_URL = 'http://127.0.0.1:8080';

/** The variable that an access token is taken from, before any file. */
export const TOKEN_VARIABLE = 'MCPJUNGLE_ACCESS_TOKEN';

/** Where the server is, and how to be let in. */
export interface Connection {
  /** Without a slash at its end. */
  url: string;
  token?: string;
  /** What gave the token: a variable or a file. */
  tokenSource?: string;
}

interface ConnectionOptions {
  /** `--registry`, as it was typed. */
  registry?: string;
  env: NodeJS.ProcessEnv;
  file: ConfigFile;
}

/**
 * URL: flag, MCPJUNGLE_REGISTRY, config file, default. Token: MCPJUNGLE_ACCESS_TOKEN, config file.
 * @throws UsageError or FileError that says which of them holds what is no URL
 */
export function resolveConnection(settings: StoredSettings, options: ConnectionOptions): Connection {
  const url = resolveUrl(settings, options);
  const { env, file } = options;
  const fromVariable = env[TOKEN_VARIABLE];
  if (fromVariable) return { url, token: fromVariable, tokenSource: TOKEN_VARIABLE };
  const token = storedToken(settings, url);
  return token === undefined ? { url } : { url, token, tokenSource: file.path };
}

function resolveUrl({ registryUrl }: StoredSettings, { registry, env, file }: ConnectionOptions): string {
  if (registry !== undefined)
    return serverUrl(registry, (problem) => new UsageError(`--registry ${problem}`));
  if (env.MCPJUNGLE_REGISTRY) {
    return serverUrl(env.MCPJUNGLE_REGISTRY, (problem) => new UsageError(`MCPJUNGLE_REGISTRY ${problem}`));
  }
  if (registryUrl === undefined) return DEFAULT_URL;
  return serverUrl(registryUrl, (problem) => new FileError(file.path, `registry_url ${problem}`));
}

/** A token goes to the host it was stored for and to no other. */
function storedToken(
  { registryUrl, accessToken, otherTokens }: StoredSettings,
  url: string,
): string | undefined {
  const own = otherTokens[url];
  if (own !== undefined) return own;
  return registryUrl === undefined || hostOf(registryUrl) === hostOf(url) ? accessToken : undefined;
}

/** The host without its port: a server is often reached by several ports and, from its own machine, names. */
function hostOf(url: string): string {
  const host = URL.canParse(url) ? new URL(url).hostname : url;
  return LOOPBACK.test(host) ? 'localhost' : host;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Checks a server's URL and takes the slashes from its end. */
function serverUrl(text: string, problem: (message: string) => Error): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw problem(`must be a URL such as ${DEFAULT_URL}, not "${text}"`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw problem(`must begin with http:// or https://, not "${text}"`);
  }
  if (url.username !== '' || url.password !== '') {
    throw problem('must not hold a user name or password; access tokens are set by `mcpjungle login`');
  }
  return (url.origin + url.pathname).replace(/\/+$/, '');
}
