import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BARE_ENV, CHECKOUT } from './checkout.js';
import { Front } from './front.js';
import { freePort } from './ports.js';
import { Program } from './program.js';

const PACKAGE = '@modelcontextprotocol/server-everything';

/** Starts the real server-everything over streamable HTTP. @returns its port */
async function startEverything(): Promise<number> {
  const port = await freePort();
  const root = dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
  const program = new Program(process.execPath, [join(root, 'dist/index.js'), 'streamableHttp'], {
    cwd: CHECKOUT,
    env: { ...BARE_ENV, PORT: String(port) },
  });
  await program.waitForOutput(/listening on port \d+/);
  return port;
}

/** The real server-everything behind a front that demands the token and remembers what arrived. */
export async function everythingBehindToken(token: string): Promise<Front> {
  return Front.open({ targetPort: await startEverything(), token });
}
