import { describe, expect, it } from '@jest/globals';
import { Proxies } from './proxies.js';

const PROXY = 'http://proxy:3128';
const proxied = (url: string, noProxy: string[] = []) =>
  new Proxies({ HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, NO_PROXY: noProxy }).for(new URL(url)) !== undefined;

describe('proxies', () => {
  it('are chosen by the scheme', () => {
    const proxies = new Proxies({ HTTPS_PROXY: 'http://tls:1', HTTP_PROXY: undefined, NO_PROXY: [] });
    expect(proxies.for(new URL('https://a.example/'))?.host).toBe('tls:1');
    expect(proxies.for(new URL('http://a.example/'))).toBeUndefined();
  });

  it.each([
    ['http://localhost:1/'],
    ['http://a.localhost/'],
    ['http://127.0.0.1/'],
    ['http://127.9.9.9/'],
    ['https://[::1]:8443/'],
  ])('are not used for this machine itself: %s', (url) => {
    expect(proxied(url)).toBe(false);
  });

  it.each([
    ['*', 'https://a.example/', false],
    ['example.com', 'https://example.com/', false],
    ['example.com', 'https://api.example.com/', false],
    ['.example.com', 'https://api.example.com/', false],
    ['*.example.com', 'https://API.example.com/', false],
    ['EXAMPLE.com', 'https://example.com/', false],
    ['example.com', 'https://notexample.com/', true],
    ['example.com', 'https://example.com.evil/', true],
    ['example.com:8443', 'https://example.com:8443/', false],
    ['example.com:8443', 'https://example.com/', true],
    ['example.com:443', 'https://example.com/', false],
    ['10.1.2.3', 'http://10.1.2.3/', false],
    ['10.1.2.3', 'http://10.1.2.4/', true],
    ['10.0.0.0/8', 'http://10.9.9.9/', false],
    ['10.0.0.0/8', 'http://11.9.9.9/', true],
    ['fd00::/8', 'http://[fd12::1]/', false],
    ['fd12::1', 'http://[fd12::1]:99/', false],
  ])('NO_PROXY=%s: %s', (noProxy, url, expected) => {
    expect(proxied(url, ['other.example', noProxy])).toBe(expected);
  });
});
