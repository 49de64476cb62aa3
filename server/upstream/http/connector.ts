import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import type { AddressGuard } from '../address-guard.js';
import { UpstreamFailure } from '../upstream-failure.js';
import { bareHost } from './bare-host.js';
import { openTunnel } from './proxy-tunnel.js';

/** Whose certificates an upstream may show. */
export interface TlsTrust {
  /** A file of certificates in PEM, instead of those that are trusted everywhere. */
  readonly caFile?: string;
  /** Any certificate will do. */
  readonly insecureSkipVerify?: boolean;
}

export interface ConnectorOptions {
  readonly url: URL;
  readonly connectTimeoutMs: number;
  readonly guard: AddressGuard;
  readonly tls?: TlsTrust;
  /** Through which it is reached. */
  readonly proxy?: URL;
}

type Dial = buildConnector.connector;

/** Makes connections to one upstream, to allowed addresses only. */
export function guardedConnector(options: ConnectorOptions): Dial {
  const { url, guard } = options;
  const dial = dialOf(options);
  return (target, callback) => {
    try {
      // An address in the URL is dialled without being looked up; a proxy looks names up itself.
      if (isIP(bareHost(url)) !== 0) guard.assertAllowed(bareHost(url));
    } catch (denied) {
      return callback(denied as Error, null);
    }
    dial(target, callback);
  };
}

function dialOf({ url, connectTimeoutMs: timeout, guard, tls, proxy }: ConnectorOptions): Dial {
  const isSecure = url.protocol === 'https:';
  if (proxy && !isSecure) return buildConnector({ timeout });
  const lookup = proxy ? undefined : guard.lookup;
  if (!isSecure || (!proxy && !tls)) return buildConnector({ timeout, lookup });
  return (target, callback) => {
    const opened = async () => {
      const connect = buildConnector({ timeout, lookup, ...(await trusted(tls)) });
      const httpSocket = proxy && (await openTunnel({ proxy, target: url, timeoutMs: timeout }));
      connect({ ...target, httpSocket }, callback);
    };
    opened().catch((error: unknown) => callback(error as Error, null));
  };
}

/** Read for each connection: a file that was replaced counts from the next one on. */
async function trusted({ caFile, insecureSkipVerify = false }: TlsTrust = {}) {
  const rejectUnauthorized = !insecureSkipVerify;
  if (caFile === undefined) return { rejectUnauthorized };
  const ca = await readFile(caFile).catch((error: NodeJS.ErrnoException) => {
    throw new UpstreamFailure(`has a tls_ca_file that cannot be read here, ${caFile} (${error.code})`);
  });
  try {
    new X509Certificate(ca);
  } catch {
    throw new UpstreamFailure(`has a tls_ca_file that holds no certificate in PEM, ${caFile}`);
  }
  return { ca, rejectUnauthorized };
}
