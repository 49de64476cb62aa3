import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { defer } from './cleanup.js';
import { ListingUpstream } from './listing-upstream.js';
import type { Words } from './one-line.js';
import { freePort } from './ports.js';

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An HTTP server that answers so. @returns its host and port */
function answering(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  defer(() => {
    server.close();
    server.closeAllConnections();
  });
  return listening(server);
}

const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_, answer) =>
    void answer.writeHead(code, headers).end('no');

/** What speaks, but not HTTP. */
function speaking(greeting: string): Promise<string> {
  const server = createTcpServer((socket) => socket.on('error', () => undefined).end(greeting));
  defer(() => void server.close());
  return listening(server);
}

const OAUTH = {
  'www-authenticate': 'Bearer resource_metadata="http://h/.well-known/oauth-protected-resource"',
};

/** A good MCP server, `<mcp>`, and what people take for one: host and port by a word for each. */
export async function wrongUpstreams(): Promise<Words> {
  const tool = '{"name":"echo","inputSchema":{"type":"object"}}';
  const good = await ListingUpstream.open({ tools: [[tool]] });
  return {
    '<mcp>': new URL(good.url).host,
    '<nobody>': `127.0.0.1:${await freePort()}`,
    '<web>': await answering((_, answer) => void answer.setHeader('content-type', 'text/html').end('<html>')),
    '<api>': await answering(
      (_, answer) => void answer.setHeader('content-type', 'application/json').end('{"a":1}'),
    ),
    '<missing>': await answering(status(404)),
    '<broken>': await answering(status(500)),
    '<silent>': await answering(() => undefined),
    '<moved>': await answering(status(302, { location: 'http://127.0.0.1:1/' })),
    '<guarded>': await answering(status(401)),
    '<oauth>': await answering(status(401, OAUTH)),
    '<forbidden>': await answering(status(403)),
    '<ssh>': await speaking('SSH-2.0-OpenSSH_9.6\r\n'),
  };
}
