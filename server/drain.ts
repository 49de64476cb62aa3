import type { Server } from 'node:http';

export interface DrainOptions {
  /** How long requests in flight may take to end. */
  timeoutMs: number;
}

/** How often connections are looked at that have just become idle. */
const SWEEP_MS = 50;

/** Stops accepting connections and waits for the requests in flight; what then still runs is cut off. */
export async function drain(server: Server, { timeoutMs }: DrainOptions): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cutOff = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cutOff);
}
