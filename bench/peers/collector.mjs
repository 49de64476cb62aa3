// Takes what is sent by OTLP, and throws it away.
import { createServer } from 'node:http';
import { announce } from './peer.mjs';

announce(
  createServer((request, response) => {
    request
      .resume()
      .on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  }),
);
