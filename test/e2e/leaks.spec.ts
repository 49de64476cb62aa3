import { describe, expect, it } from '@jest/globals';
import { BARE_ENV, CHECKOUT } from '../support/checkout.js';
import { Program } from '../support/program.js';
import { temporaryFolder } from '../support/temp.js';

/** Runs `npm run soak`, which starts a gateway as a process of its own and wears it. */
function soak(...args: string[]): Program {
  const env = { ...BARE_ENV, HOME: temporaryFolder() };
  return new Program(process.execPath, ['bench/soak.mjs', ...args], { cwd: CHECKOUT, env });
}

describe('a gateway', () => {
  it('holds no more than before when clients and servers came, went, and were killed in calls', async () => {
    const program = soak('--minutes=0', '--count=200');
    await program.waitForOutput(/^\| round/m, 300_000);
    expect(await program.ended).toBe(0);
    // All kinds were counted, and something of each was there to count.
    for (const kind of [
      ...['processes', 'files', 'timers', 'sockets', 'pipes'],
      ...['sessions with upstreams', 'streams of clients', 'calls in flight'],
    ]) {
      expect(program.output).toMatch(new RegExp(`^\\| ${kind} +\\| \\d+ +\\| \\d+ +\\| +\\|$`, 'm'));
    }
  }, 360_000);
});
