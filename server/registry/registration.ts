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

function unmasked(
  { url, bearer_token, headers }: ServerDefinition,
  stored?: TransportConfig,
): TransportConfig {
  return {
    url,
    ...(bearer_token !== undefined && {
      bearer_token: reveal('bearer_token', bearer_token, stored?.bearer_token),
    }),
    headers: Object.fromEntries(
      Object.entries(headers ?? {}).map(([name, value]) => [
        name,
        reveal(`headers.${name}`, value, stored?.headers[name]),
      ]),
    ),
  };
}

function reveal(field: string, value: string, stored: string | undefined): string {
  if (value !== SECRET_MASK) return value;
  if (stored !== undefined) return stored;
  const detail = `${field} is "${SECRET_MASK}", which stands for a stored secret, and none is stored`;
  throw new InvalidError(detail, [detail]);
}
