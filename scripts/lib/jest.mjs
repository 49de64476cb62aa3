import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { runNode } from './run.mjs';

/**
 * Runs jest once for each list of flags, one after the other, and counts from jest's own results; a suite, or a
 * whole run, that could not be run counts as a failure.
 * @param runs flags of jest, by run
 * @param folder for what the tests leave behind
 * @returns the exit code: of the first run that failed
 */
export async function runTests(runs, folder) {
  const results = [];
  for (const [index, flags] of runs.entries()) {
    results.push(await runJest(flags, { folder, resultFile: join(folder, `result-${index}.json`) }));
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return results.find(({ code }) => code !== 0)?.code ?? 0;
}

async function runJest(flags, { folder, resultFile }) {
  const { code } = await runNode(
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      // Most suites start processes of their own, so more workers than this only take turns.
      `--maxWorkers=${Math.max(2, Math.floor(availableParallelism() / 2))}`,
      '--json',
      `--outputFile=${resultFile}`,
      ...flags,
    ],
    { env: { ...process.env, TMPDIR: folder }, quiet: true },
  );
  const result = JSON.parse(await readFile(resultFile, 'utf8').catch(() => 'null'));
  const failed = result ? result.numFailedTests + result.numRuntimeErrorTestSuites : 1;
  return { passed: result?.numPassedTests ?? 0, failed, code: failed > 0 ? code || 1 : code };
}
