// The bare proxy: what anyone would write in ten minutes. The body is parsed and written again, nothing else is done.
// Usage: node proxy.mjs <target url>
import { createServer } from 'node:http';
import { Agent, request as send } from 'undici';
import { announce, readBody } from './peer.mjs';

const target = process.argv[2];
const dispatcher = new Agent({ connections: 256 });

announce(
  createServer(async (request, response) => {
    const message = JSON.parse(await readBody(request));
    const answer = await send(target, {
      dispatcher,
      method: 'POST',
      headers: forwarded(request.headers),
      body: JSON.stringify(message),
    });
    const text = await answer.body.text();
    response.writeHead(answer.statusCode, { 'content-type': 'application/json' });
    response.end(text && JSON.stringify(JSON.parse(text)));
  }),
);

function forwarded({ accept, 'mcp-session-id': sessionId, 'mcp-protocol-version': version }) {
  return {
    accept,
    'content-type': 'application/json',
    ...(sessionId && { 'mcp-session-id': sessionId }),
    ...(version && { 'mcp-protocol-version': version }),
  };
}
