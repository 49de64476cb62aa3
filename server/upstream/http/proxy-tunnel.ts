import { type ClientRequest, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { UpstreamFailure, UpstreamTimeout } from '../upstream-failure.js';
import { bareHost } from './bare-host.js';

export interface TunnelOptions {
  readonly proxy: URL;
  readonly target: URL;
  readonly timeoutMs: number;
}

/**
 * A connection to an upstream through a proxy (RFC 9110, section 9.3.6). The proxy looks the host up.
 * @throws UpstreamFailure, UpstreamTimeout, or what the network had to say of the proxy
 */
export function openTunnel({ proxy, target, timeoutMs }: TunnelOptions): Promise<Socket> {
  const authority = `${target.hostname}:${target.port || '443'}`;
  const send = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const connect: ClientRequest = send({
      host: bareHost(proxy),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...Object.fromEntries(pairs(proxyHeaders(proxy))) },
      agent: false,
      timeout: timeoutMs,
    });
    connect.once('timeout', () =>
      connect.destroy(new UpstreamTimeout(`was not reached through the proxy ${proxy.host} in time`)),
    );
    connect.once('error', reject);
    connect.once('connect', ({ statusCode }, socket: Socket, head: Buffer) => {
      if (statusCode === 200) {
        if (head.length > 0) socket.unshift(head);
        return resolve(socket.setTimeout(0));
      }
      socket.destroy();
      const reason = `the proxy ${proxy.host} answered CONNECT with the HTTP status ${statusCode}`;
      reject(new UpstreamFailure(`cannot be reached: ${reason}`));
    });
    connect.end();
  });
}

/** What a proxy wants to know of its user: names and values in turn. */
export function proxyHeaders({ username, password }: URL): string[] {
  if (username === '' && password === '') return [];
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return ['proxy-authorization', `Basic ${Buffer.from(credentials).toString('base64')}`];
}

function pairs([name, value]: string[]): [string, string][] {
  return name === undefined ? [] : [[name, value!]];
}
