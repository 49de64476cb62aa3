import { Client } from 'undici';
import type { AddressGuard } from '../address-guard.js';
import { UpstreamFailure, UpstreamTimeout } from '../upstream-failure.js';
import { guardedConnector, type TlsTrust } from './connector.js';
import type { Proxies } from './proxies.js';
import { proxyHeaders } from './proxy-tunnel.js';

export interface GuardedFetchOptions {
  readonly guard: AddressGuard;
  readonly proxies: Proxies;
  /** For the whole of a request. */
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly tls?: TlsTrust;
}

interface FetchInit {
  method?: string;
  headers?: ConstructorParameters<typeof Headers>[0];
  body?: unknown;
}

/** `fetch` for what others say where to go: to allowed addresses only, bounded, without following redirects. */
export type GuardedFetch = (url: string | URL, init?: FetchInit) => Promise<Response>;

export function guardedFetch(options: GuardedFetchOptions): GuardedFetch {
  return async (target, init = {}) => {
    const url = new URL(target);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new UpstreamFailure(`refers to what is no http or https URL (${url.protocol})`);
    }
    const { guard, proxies, tls, timeoutMs } = options;
    const proxy = proxies.for(url);
    const forwarding = proxy && url.protocol === 'http:' ? proxy : undefined;
    const connect = guardedConnector({ url, connectTimeoutMs: timeoutMs, guard, tls, proxy });
    const client = new Client((forwarding ?? url).origin, { connect });
    try {
      return await exchange(client, { url, forwarding, init, options });
    } finally {
      void client.destroy();
    }
  };
}

interface Sent {
  url: URL;
  forwarding: URL | undefined;
  init: FetchInit;
  options: GuardedFetchOptions;
}

async function exchange(client: Client, { url, forwarding, init, options }: Sent): Promise<Response> {
  const { timeoutMs, maxBodyBytes } = options;
  const headers = Object.fromEntries(new Headers(init.headers));
  const path = url.pathname + url.search;
  try {
    const {
      statusCode,
      headers: answered,
      body,
    } = await client.request({
      method: init.method ?? 'GET',
      path: forwarding ? url.origin + path : path,
      headers: forwarding ? { ...headers, host: url.host, ...pairs(proxyHeaders(forwarding)) } : headers,
      body: textOf(init.body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const bytes = await bounded(body, { url, maxBodyBytes });
    const hasNone = statusCode === 204 || statusCode === 205 || statusCode === 304;
    return new Response(hasNone ? null : bytes, { status: statusCode, headers: plain(answered) });
  } catch (error) {
    if ((error as Error).name !== 'TimeoutError') throw error;
    throw new UpstreamTimeout(`${url.origin} did not answer within ${timeoutMs / 1000} s`, { cause: error });
  }
}

function textOf(body: unknown): string | undefined {
  return typeof body === 'string' || body instanceof URLSearchParams ? body.toString() : undefined;
}

async function bounded(
  body: AsyncIterable<Buffer>,
  { url, maxBodyBytes }: { url: URL; maxBodyBytes: number },
): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new UpstreamFailure(`${url.origin} answered with too much`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function plain(headers: Record<string, string | string[] | undefined>): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((each): [string, string] => [name, each]),
  );
}

function pairs(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1]!] as const] : [])),
  );
}
