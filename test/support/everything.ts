import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BARE_ENV, CHECKOUT } from './checkout.js';
import { Front } from './front.js';
import { freePort } from './ports.js';
import { Program } from './program.js';

const PACKAGE = '@modelcontextprotocol/server-everything';

/** Starts the real server-everything. @returns its port */
async function startEverything(transport: 'streamableHttp' | 'sse'): Promise<number> {
  const port = await freePort();
  const root = dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
  const program = new Program(process.execPath, [join(root, 'dist/index.js'), transport], {
    cwd: CHECKOUT,
    env: { ...BARE_ENV, PORT: String(port) },
  });
  await program.waitForOutput(/(listening|running) on port \d+/);
  return port;
}

/** The real server-everything behind a front that demands the token and remembers what arrived. */
export async function everythingBehindToken(token: string): Promise<Front> {
  return Front.open({ targetPort: await startEverything('streamableHttp'), token });
}

/** The same over HTTP+SSE. @returns its front, and where behind it the stream is */
export async function everythingBySse(token: string): Promise<{ front: Front; url: string }> {
  const front = await Front.open({ targetPort: await startEverything('sse'), token });
  return { front, url: front.url.replace(/mcp$/, 'sse') };
}
