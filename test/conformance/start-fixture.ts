import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Era } from './cells.js';

export const FIXTURE = join(import.meta.dirname, 'fixture/main.mjs');

const START_TIMEOUT_MS = 15_000;

export interface Fixture {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the fixture server on a free port; it ends with this process at the latest. */
export async function startFixture({ era = 'dual' }: { era?: Era | 'dual' } = {}): Promise<Fixture> {
  const child = fork(FIXTURE, ['--era', era], { execArgv: [], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill();
    await exited;
  };
  try {
    const lines = createInterface({ input: child.stdout! });
    const line = once(lines, 'line', { signal: AbortSignal.timeout(START_TIMEOUT_MS) });
    const [first] = (await Promise.race([line, exited])) as unknown[];
    if (typeof first !== 'string') throw new Error('The fixture server ended before it listened');
    return { ...(JSON.parse(first) as { url: string }), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
