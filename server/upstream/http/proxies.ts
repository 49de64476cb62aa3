import { BlockList, isIP } from 'node:net';
import type { AppConfig } from '../../config/app-config.js';
import { bareHost } from './bare-host.js';

type ProxyConfig = Pick<AppConfig, 'HTTPS_PROXY' | 'HTTP_PROXY' | 'NO_PROXY'>;

/** Through which proxy upstreams are reached, as the usual variables say. */
export class Proxies {
  private readonly excepted = new BlockList();

  constructor(private readonly config: ProxyConfig) {
    for (const part of config.NO_PROXY) {
      const [address = '', bits] = part.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (isIP(address) === 0) continue;
      if (bits === undefined) this.excepted.addAddress(address, family);
      else this.excepted.addSubnet(address, Number(bits), family);
    }
  }

  /** @returns undefined when it is reached directly, as this machine itself always is */
  for(url: URL): URL | undefined {
    const { HTTPS_PROXY, HTTP_PROXY } = this.config;
    const proxy = url.protocol === 'https:' ? HTTPS_PROXY : HTTP_PROXY;
    return proxy === undefined || this.isExcepted(url) ? undefined : new URL(proxy);
  }

  private isExcepted(url: URL): boolean {
    const host = bareHost(url);
    const family = isIP(host);
    if (isLoopback(host)) return true;
    if (family !== 0 && this.excepted.check(host, family === 6 ? 'ipv6' : 'ipv4')) return true;
    return this.config.NO_PROXY.some((part) => covers(part.toLowerCase(), { host, port: portOf(url) }));
  }
}

/** `example.com` and `.example.com` stand for the name and all below it; with a port for that port alone. */
function covers(part: string, { host, port }: { host: string; port: string }): boolean {
  if (part === '*') return true;
  const [, name = '', wanted] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(part) ?? [];
  if (name === '' || (wanted !== undefined && wanted !== port)) return false;
  return host === name || host.endsWith(`.${name}`);
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d+){3}$/.test(host)
  );
}

function portOf({ port, protocol }: URL): string {
  return port === '' ? { 'https:': '443', 'http:': '80' }[protocol]! : port;
}
