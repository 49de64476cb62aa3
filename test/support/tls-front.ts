import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { type Authority } from './certificates.js';
import { defer } from './cleanup.js';
import { temporaryFolder } from './temp.js';

interface TlsFrontOptions {
  readonly authority: Authority;
  /** For example `DNS:inner.test`. */
  readonly names?: string;
}

/** Puts TLS before a server of http. @returns its URL over https */
export async function overTls(
  url: string,
  { authority, names = 'IP:127.0.0.1' }: TlsFrontOptions,
): Promise<string> {
  const folder = temporaryFolder();
  authority.issue(folder, names);
  const [key, cert] = ['server.key', 'server.pem'].map((name) => readFileSync(join(folder, name)));
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const front = createServer({ key, cert }, (client) => {
    const server = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy()).on('close', () => (to.destroy(), sockets.delete(from)));
    }
  });
  front.on('tlsClientError', () => {});
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  defer(() => {
    front.close();
    for (const socket of sockets) socket.destroy();
  });
  return `https://127.0.0.1:${(front.address() as AddressInfo).port}${target.pathname}`;
}
