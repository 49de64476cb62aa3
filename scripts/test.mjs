// npm test [-- <flags of jest>]: sets up, runs every suite and ends with the line `N passed, N failed`.
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { requireSupportedNode } from './lib/node-version.mjs';
import { runNode } from './lib/run.mjs';

requireSupportedNode();
await ensureInstalled();
await ensureBuilt();

// Whatever the tests leave behind lies in here and goes with it.
const folder = await mkdtemp(join(tmpdir(), 'mcpjungle-test-'));
await chmod(folder, 0o711); // the database servers of the tests may run as a user of their own
try {
  process.exitCode = await jest(join(folder, 'result.json'));
} finally {
  // A worker that was cut off may still be writing.
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

async function jest(resultFile) {
  const { code } = await runNode(
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      // Most suites start processes of their own, so more workers than this only take turns.
      `--maxWorkers=${Math.max(2, Math.floor(availableParallelism() / 2))}`,
      '--json',
      `--outputFile=${resultFile}`,
      ...process.argv.slice(2),
    ],
    { env: { ...process.env, TMPDIR: folder }, quiet: true },
  );
  return summarise(resultFile, code);
}

/** Counts from jest's own result; a suite that could not even run counts as a failure. */
async function summarise(resultFile, code) {
  const result = JSON.parse(await readFile(resultFile, 'utf8').catch(() => 'null'));
  const passed = result?.numPassedTests ?? 0;
  const failed = result ? result.numFailedTests + result.numRuntimeErrorTestSuites : 1;
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? code || 1 : code;
}
