import { buffer } from 'node:stream/consumers';

/** Listens on a free port of the loopback interface and tells the parent process which. */
export function announce(server) {
  process.on('disconnect', () => process.exit()); // the harness is gone
  server.keepAliveTimeout = 120_000;
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
}

export async function readBody(request) {
  return (await buffer(request)).toString();
}
