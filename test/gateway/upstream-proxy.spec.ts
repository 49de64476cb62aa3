import { beforeAll, describe, expect, it } from '@jest/globals';
import { Authority } from '../support/certificates.js';
import { freePort } from '../support/ports.js';
import { ForwardProxy } from '../support/forward-proxy.js';
import { overTls } from '../support/tls-front.js';
import { setUpAskingServer } from './support/asking-server.js';
import { ModernServer } from './support/modern-server.js';
import { startSdkServer } from './support/sdk-server.js';
import { startSseSdkServer } from './support/sse-sdk-server.js';
import { discover, type UpstreamUse, UpstreamUser } from './support/upstream-user.js';

const authority = new Authority();
const tls = { caFile: authority.certificateFile };
const plain: Record<string, string> = {};
const secure: Record<string, string> = {};
let proxy: ForwardProxy;

/** The same server under a name that only the proxy knows. */
const named = (url: string) => url.replace('127.0.0.1', 'inner.test');

beforeAll(async () => {
  const [legacy, sse, modern] = await Promise.all([
    startSdkServer(setUpAskingServer),
    startSseSdkServer(setUpAskingServer),
    ModernServer.start(),
  ]);
  for (const [kind, { url }] of Object.entries({ legacy, sse, modern })) {
    plain[kind] = named(url);
    secure[kind] = named(await overTls(url, { authority, names: 'DNS:inner.test' }));
  }
  proxy = await ForwardProxy.open();
});

const KINDS: [kind: string, use: UpstreamUse][] = [
  ['legacy', {}],
  ['sse', { transport: 'sse' }],
  ['modern', { protocol: 'auto' }],
];

describe.each(KINDS)('a %s server behind a proxy', (kind, use) => {
  it('of https is reached by a tunnel, in which its own certificate counts', async () => {
    const env = { HTTPS_PROXY: proxy.url };
    const url = secure[kind]!;
    proxy.log.length = 0;
    const { tools } = await discover(url, { ...use, env, tls });
    expect(tools.length).toBeGreaterThan(0);
    expect(new Set(proxy.log)).toEqual(new Set([`CONNECT ${new URL(url).host}`]));
    await expect(discover(url, { ...use, env })).rejects.toThrow('TLS failed');
  });

  it('of http is reached by its whole URL', async () => {
    const url = plain[kind]!;
    proxy.log.length = 0;
    const { tools } = await discover(url, { ...use, env: { HTTP_PROXY: proxy.url } });
    expect(tools.length).toBeGreaterThan(0);
    expect(proxy.log.every((line) => / http:\/\/inner\.test:\d+\//.test(line))).toBe(true);
  });
});

describe('a proxy', () => {
  it('is told who its user is, and keeps its password', async () => {
    const guarded = await ForwardProxy.open('jungle:s3cret-word');
    const env = { HTTPS_PROXY: guarded.url, HTTP_PROXY: guarded.url };
    await expect(discover(secure.legacy!, { env, tls })).resolves.toBeDefined();
    await expect(discover(plain.legacy!, { env })).resolves.toBeDefined();
    const wrong = guarded.url.replace('s3cret-word', 'wr0ng-word');
    for (const [url, words] of [
      [
        secure.legacy!,
        `cannot be reached: the proxy 127.0.0.1:${guarded.port} answered CONNECT with the HTTP status 407`,
      ],
      [
        plain.legacy!,
        `cannot be reached: the proxy 127.0.0.1:${guarded.port} wants other credentials (HTTP status 407)`,
      ],
    ] as const) {
      const error: Error = await discover(url, { env: { HTTPS_PROXY: wrong, HTTP_PROXY: wrong }, tls }).then(
        () => new Error('it did not fail'),
        (failure: Error) => failure,
      );
      expect(error.message).toBe(`MCP server "github": ${words}`);
    }
  });

  it('that is not there is named', async () => {
    const gone = `http://127.0.0.1:${await freePort()}`;
    for (const url of [secure.legacy!, plain.legacy!]) {
      await expect(discover(url, { env: { HTTPS_PROXY: gone, HTTP_PROXY: gone }, tls })).rejects.toThrow(
        `cannot connect to ${new URL(url).origin} through the proxy ${new URL(gone).host}: the connection was refused`,
      );
    }
  });

  it('carries calls and their streams', async () => {
    const env = { HTTPS_PROXY: proxy.url };
    const user = UpstreamUser.open(secure.sse!, { transport: 'sse', env, tls });
    expect(await user.call('sign-in')).toContain('-32042');
  });

  it('is not used for what NO_PROXY excepts, nor for this machine itself', async () => {
    const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
    proxy.log.length = 0;
    await expect(discover(plain.legacy!.replace('inner.test', '127.0.0.1'), { env })).resolves.toBeDefined();
    await expect(discover(plain.legacy!, { env: { ...env, NO_PROXY: '.test' } })).rejects.toThrow(
      /its host name (is not known|could not)/,
    );
    expect(proxy.log).toEqual([]);
  });

  it('does not reach addresses that are denied', async () => {
    const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
    proxy.log.length = 0;
    for (const url of ['http://169.254.169.254/mcp', 'https://169.254.169.254/mcp', 'http://[fe80::1]/mcp']) {
      await expect(discover(url, { env })).rejects.toThrow('UPSTREAM_DENY_CIDRS');
    }
    expect(proxy.log).toEqual([]);
  });
});
