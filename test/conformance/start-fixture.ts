import { join } from 'node:path';
import { BARE_ENV, CHECKOUT } from '../support/checkout.js';
import { Program } from '../support/program.js';
import type { Era } from './cells.js';

export const FIXTURE = join(import.meta.dirname, 'fixture/main.mjs');

/** Starts the fixture server; it ends with the test file. @returns its URL */
export async function startFixture(era: Era | 'dual'): Promise<string> {
  const program = new Program(process.execPath, [FIXTURE, '--era', era], { cwd: CHECKOUT, env: BARE_ENV });
  const [, url = ''] = await program.waitForOutput(/"url":"([^"]+)"/);
  return url;
}
