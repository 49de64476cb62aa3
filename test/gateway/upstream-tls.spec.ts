import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Authority } from '../support/certificates.js';
import { temporaryFolder } from '../support/temp.js';
import { overTls } from '../support/tls-front.js';
import { setUpAskingServer } from './support/asking-server.js';
import { Gateway } from './support/gateway.js';
import { ModernServer } from './support/modern-server.js';
import { startSdkServer } from './support/sdk-server.js';
import { startSseSdkServer } from './support/sse-sdk-server.js';
import { discover, type UpstreamUse } from './support/upstream-user.js';

const authority = new Authority();
const caFile = authority.certificateFile;
const urls: Record<string, string> = {};

beforeAll(async () => {
  const [legacy, sse, modern] = await Promise.all([
    startSdkServer(setUpAskingServer),
    startSseSdkServer(setUpAskingServer),
    ModernServer.start(),
  ]);
  urls.legacy = await overTls(legacy.url, { authority });
  urls.sse = await overTls(sse.url, { authority });
  urls.modern = await overTls(modern.url, { authority });
  urls.misnamed = await overTls(legacy.url, { authority, names: 'DNS:other.example' });
});

const KINDS: [kind: string, use: UpstreamUse][] = [
  ['legacy', {}],
  ['sse', { transport: 'sse' }],
  ['modern', { protocol: 'auto' }],
];

describe.each(KINDS)('a %s server over TLS', (kind, use) => {
  it('with a certificate of its own authority is refused, and trusted by tls_ca_file', async () => {
    await expect(discover(urls[kind]!, use)).rejects.toThrow('TLS failed (UNABLE_TO_VERIFY_LEAF_SIGNATURE)');
    const { tools } = await discover(urls[kind]!, { ...use, tls: { caFile } });
    expect(tools.length).toBeGreaterThan(0);
  });

  it('with any certificate is reached with tls_insecure_skip_verify', async () => {
    await expect(discover(urls[kind]!, { ...use, tls: { insecureSkipVerify: true } })).resolves.toBeDefined();
  });

  it('has its address judged all the same', async () => {
    const denying = { ...use, tls: { caFile }, env: { UPSTREAM_DENY_CIDRS: '127.0.0.0/8' } };
    await expect(discover(urls[kind]!, denying)).rejects.toThrow('UPSTREAM_DENY_CIDRS');
    const named = urls[kind]!.replace('127.0.0.1', 'localhost');
    const env = { UPSTREAM_DENY_CIDRS: '127.0.0.0/8,::1/128' };
    await expect(discover(named, { ...denying, env })).rejects.toThrow('UPSTREAM_DENY_CIDRS');
  });
});

describe('tls_ca_file', () => {
  it('does not make another host of the certificate', async () => {
    await expect(discover(urls.misnamed!, { tls: { caFile } })).rejects.toThrow(
      'TLS failed (ERR_TLS_CERT_ALTNAME_INVALID)',
    );
    await expect(discover(urls.misnamed!, { tls: { insecureSkipVerify: true } })).resolves.toBeDefined();
  });

  it('replaces the usual authorities', async () => {
    const other = new Authority().certificateFile;
    await expect(discover(urls.legacy!, { tls: { caFile: other } })).rejects.toThrow('TLS failed');
  });

  it('that is missing, or holds something else, is said', async () => {
    const folder = temporaryFolder();
    const missing = join(folder, 'missing.pem');
    await expect(discover(urls.legacy!, { tls: { caFile: missing } })).rejects.toThrow(
      `MCP server "github": has a tls_ca_file that cannot be read here, ${missing} (ENOENT)`,
    );
    const empty = join(folder, 'empty.pem');
    writeFileSync(empty, 'nothing');
    await expect(discover(urls.legacy!, { tls: { caFile: empty } })).rejects.toThrow(
      'has a tls_ca_file that holds no certificate in PEM',
    );
  });

  it('is stored with the definition, shown, and belongs to servers with a URL', async () => {
    const gateway = await Gateway.start();
    const token = gateway.app.adminToken;
    await gateway.register('inner', urls.legacy!, { tls_ca_file: caFile });
    const { body } = await gateway.app.get('/api/v0/servers/inner', { token }).expect(200);
    expect(body).toMatchObject({ tls_ca_file: caFile });
    await gateway.register('open', urls.sse!, { transport: 'sse', tls_insecure_skip_verify: true });
    const agent = await gateway.connect({ token: await gateway.client('agent', ['*']) });
    for (const name of ['inner__sign-in', 'open__sign-in']) {
      await expect(agent.callTool({ name })).rejects.toMatchObject({ code: -32042 });
    }
    const stdio = { name: 'a', transport: 'stdio', command: 'x', tls_ca_file: caFile };
    const refused = await gateway.app.post('/api/v0/servers', { token, body: stdio }).expect(400);
    expect(refused.body.error).toContain('tls_ca_file belongs to servers of transport');
    const relative = { name: 'a', transport: 'sse', url: urls.sse, tls_ca_file: 'ca.pem' };
    const bad = await gateway.app.post('/api/v0/servers', { token, body: relative }).expect(400);
    expect(bad.body.error).toContain('tls_ca_file must be the absolute path of a file');
  });
});
