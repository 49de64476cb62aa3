// npm test [-- <flags of jest>]: sets up, runs every suite and ends with the line `N passed, N failed`.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import installConformanceSuite from '../test/conformance/install-suite.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { runTests } from './lib/jest.mjs';
import { requireSupportedNode } from './lib/node-version.mjs';

/** The conformance suite waits a second and a half for some answers, no longer: it has the machine to itself. */
const EVERYTHING = [['--ignoreProjects=conformance'], ['--selectProjects=conformance', '--maxWorkers=1']];

requireSupportedNode();
const flags = process.argv.slice(2);
const isEverything = flags.length === 0;
await ensureInstalled();
// Should it fail now, it is tried again, and fails the tests that need it, when it is their turn.
const installing = isEverything && installConformanceSuite().catch(() => undefined);
await Promise.all([ensureBuilt(), installing]);

// Whatever the tests leave behind lies in here and goes with it.
const folder = await mkdtemp(join(tmpdir(), 'mcpjungle-test-'));
await chmod(folder, 0o711); // the database servers of the tests may run as a user of their own
try {
  process.exitCode = await runTests(isEverything ? EVERYTHING : [flags], folder, { again: isEverything });
} finally {
  // A worker that was cut off may still be writing.
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
