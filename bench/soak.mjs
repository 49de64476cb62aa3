// npm run soak [-- --minutes=10 --count=200]: wears a gateway for so long; exit code 1 when something leaked.
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../scripts/lib/build.mjs';
import { stopAll } from './lib/peers.mjs';
import { Leak, run } from './rows/soak.mjs';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, count: { type: 'string', default: '200' } },
});

await ensureBuilt();
try {
  const onRound = ([round, seconds, mib]) => console.error(`round ${round}: ${seconds} s, ${mib} MiB`);
  console.log(
    await run({ rounds: 1, count: Number(values.count), seconds: 60 * Number(values.minutes), onRound }),
  );
} catch (error) {
  if (!(error instanceof Leak)) throw error;
  console.log(error.message);
  process.exitCode = 1;
} finally {
  await stopAll();
}
