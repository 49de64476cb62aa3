import { createConnection, isIP, Socket } from 'node:net';
import type { DatabaseServer } from '../config/database-target.js';

/**
 * Closes a connection on which nothing came or went for a while. That ends statements to which no answer comes,
 * and takes connections out of the pool that died without a word: the drivers would use them again and again.
 */
function closeWhenSilent(socket: Socket, timeoutMs: number): Socket {
  const failure = Object.assign(new Error('the database does not answer'), { code: 'ETIMEDOUT' });
  return socket.setTimeout(timeoutMs, () => socket.destroy(failure));
}

/** For PostgreSQL's driver, which connects it itself. */
export function createSocket(timeoutMs: number): Socket {
  return closeWhenSilent(new Socket(), timeoutMs);
}

/**
 * For MySQL's driver, which wants it connecting. It would compare an IP address's certificate with "localhost":
 * Node takes the name from where its sockets keep the one they looked up, and an address is not looked up.
 */
export function connectSocket({ host, port }: DatabaseServer, timeoutMs: number): Socket {
  const socket = closeWhenSilent(createConnection({ host, port, keepAlive: true, noDelay: true }), timeoutMs);
  return isIP(host) ? Object.assign(socket, { _host: host }) : socket;
}
