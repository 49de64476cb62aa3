// Answers every POST with the same file: what a list would cost if it were one. Usage: node static.mjs <file>
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { announce, readBody } from './peer.mjs';

const bytes = readFileSync(process.argv[2]);
const headers = { 'content-type': 'application/json', 'content-length': bytes.length };

announce(
  createServer(async (request, response) => {
    await readBody(request);
    response.writeHead(200, headers).end(bytes);
  }),
);
