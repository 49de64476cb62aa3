import { SECRET_MASK, type ServerDefinition } from '../../api/servers.js';
import { InvalidError } from '../common/errors.js';
import type { TransportConfig } from './server-secrets.js';
import type { ReachableServer } from './upstream-targets.js';

/** A server as it is to be registered: complete, secrets in clear. */
export interface Registration extends ReachableServer {
  readonly description: string;
}

/**
 * Fills in the defaults, and the stored secret wherever the definition holds the mask.
 * @param stored the configuration of the server that is to be replaced
 * @throws InvalidError when there is no stored secret that the mask could stand for
 */
export function registrationOf(definition: ServerDefinition, stored?: TransportConfig): Registration {
  const { name, transport, description = '', session_mode = 'stateless' } = definition;
  const { timeout_sec = null, protocol = 'auto' } = definition;
  return {
    name,
    transport,
    description,
    sessionMode: session_mode,
    timeoutSec: timeout_sec,
    protocol,
    config: unmasked(definition, stored),
  };
}

/** A definition in which everything that has a default is filled in. */
export type WholeDefinition = TransportConfig &
  Required<Pick<ServerDefinition, 'name' | 'transport' | 'description' | 'session_mode' | 'protocol'>> &
  Pick<ServerDefinition, 'timeout_sec'>;

/** The registration as a configuration file would say it. */
export function definitionOf(registration: Omit<Registration, 'protocolVersion'>): WholeDefinition {
  const { name, transport, description, sessionMode, timeoutSec, protocol, config } = registration;
  return {
    name,
    transport,
    description,
    session_mode: sessionMode,
    ...(timeoutSec !== null && { timeout_sec: timeoutSec }),
    protocol,
    ...config,
  };
}

function unmasked(definition: ServerDefinition, stored?: TransportConfig): TransportConfig {
  const { transport, audit_arguments } = definition;
  return {
    ...(audit_arguments && { audit_arguments }),
    ...(transport === 'stdio' ? program(definition, stored) : endpoint(definition, stored)),
  };
}

function program({ command, args, env, cwd }: ServerDefinition, stored?: TransportConfig): TransportConfig {
  return {
    command,
    args: args ?? [],
    env: revealAll('env', env ?? {}, stored?.env),
    ...(cwd && { cwd }),
  };
}

function endpoint(definition: ServerDefinition, stored?: TransportConfig): TransportConfig {
  const { auth, url, bearer_token, headers, tls_ca_file, tls_insecure_skip_verify } = definition;
  return {
    ...(auth === 'per_user' && { auth }),
    url,
    // Where everyone has their own, a token of the definition is that of whoever sent it.
    ...(auth !== 'per_user' &&
      bearer_token !== undefined && {
        bearer_token: reveal('bearer_token', bearer_token, stored?.bearer_token),
      }),
    headers: revealAll('headers', headers ?? {}, stored?.headers),
    ...signInOf(definition, stored),
    ...(tls_ca_file && { tls_ca_file }),
    ...(tls_insecure_skip_verify && { tls_insecure_skip_verify }),
  };
}

function signInOf(definition: ServerDefinition, stored?: TransportConfig): TransportConfig {
  const { oauth_redirect_uri, oauth_client_id, oauth_client_secret: secret, oauth_scopes } = definition;
  return {
    ...(oauth_redirect_uri && { oauth_redirect_uri }),
    ...(oauth_client_id && { oauth_client_id }),
    ...(secret && {
      oauth_client_secret: reveal('oauth_client_secret', secret, stored?.oauth_client_secret),
    }),
    ...(oauth_scopes && oauth_scopes.length > 0 && { oauth_scopes }),
  };
}

function revealAll(
  field: string,
  values: Record<string, string>,
  stored?: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      reveal(`${field}.${name}`, value, stored && Object.hasOwn(stored, name) ? stored[name] : undefined),
    ]),
  );
}

function reveal(field: string, value: string, stored: string | undefined): string {
  if (value !== SECRET_MASK) return value;
  if (stored !== undefined) return stored;
  const detail = `${field} is "${SECRET_MASK}", which stands for a stored secret, and none is stored`;
  throw new InvalidError(detail, [detail]);
}
