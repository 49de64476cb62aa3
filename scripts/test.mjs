// npm test [-- <flags of jest>]: sets up, runs every suite and ends with the line `N passed, N failed`.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { runTests } from './lib/jest.mjs';
import { requireSupportedNode } from './lib/node-version.mjs';

/** The conformance suite waits a second and a half for some answers, no longer: it has the machine to itself. */
const EVERYTHING = [['--ignoreProjects=conformance'], ['--selectProjects=conformance', '--maxWorkers=1']];

requireSupportedNode();
await ensureInstalled();
await ensureBuilt();

// Whatever the tests leave behind lies in here and goes with it.
const folder = await mkdtemp(join(tmpdir(), 'mcpjungle-test-'));
await chmod(folder, 0o711); // the database servers of the tests may run as a user of their own
try {
  const flags = process.argv.slice(2);
  process.exitCode =
    flags.length > 0 ? await runTests([flags], folder) : await runTests(EVERYTHING, folder, { again: true });
} finally {
  // A worker that was cut off may still be writing.
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
