import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { runNode } from './run.mjs';

/** Files that get a second chance; where more fail, it is no accident of a busy machine. */
const MAX_SECOND_CHANCES = 5;

/**
 * Tests wait for a third of their time, for processes and for time to pass: with two of these on two cores, a third
 * of both lay idle. But what they start needs cores too, and many tests at once would only take turns.
 */
const WORKERS = Math.max(3, Math.floor(availableParallelism() / 2));

/**
 * Runs jest once for each list of flags, one after the other, and counts from jest's own results; a file, or a
 * whole run, that could not be run counts as a failure.
 * @param runs flags of jest, by run
 * @param folder for what the tests leave behind
 * @param options.again has files that failed run once more, one at a time: what fails then fails, what passes is named
 * @returns the exit code
 */
export async function runTests(runs, folder, { again = false } = {}) {
  const outcomes = [];
  for (const flags of runs) outcomes.push(await runJest(flags, folder));
  const failed = outcomes.map(({ files }) => [...files.keys()].filter((name) => files.get(name).failed > 0));
  if (again && failed.flat().length <= MAX_SECOND_CHANCES) {
    for (const [index, names] of failed.entries()) {
      if (names.length > 0) await runAgain(names, { outcome: outcomes[index], flags: runs[index], folder });
    }
  }
  const counts = outcomes.flatMap(({ files }) => [...files.values()]);
  const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
  const broken = outcomes.filter(({ isBroken }) => isBroken).length;
  console.log(`${sum('passed')} passed, ${sum('failed') + broken} failed`);
  return sum('failed') + broken > 0 ? 1 : 0;
}

async function runAgain(names, { outcome, flags, folder }) {
  console.log(`Once more, alone: ${names.map((name) => basename(name)).join(', ')}`);
  const second = await runJest([...flags, '--maxWorkers=1', '--runTestsByPath', ...names], folder);
  for (const [name, counts] of second.files) {
    outcome.files.set(name, counts);
    if (counts.failed === 0) console.log(`Failed beside others, passed alone: ${basename(name)}`);
  }
}

let runCount = 0;

/** @returns `files`: what became of each; `isBroken`: jest failed, and not because of them */
async function runJest(flags, folder) {
  const resultFile = join(folder, `result-${++runCount}.json`);
  const { code } = await runNode(
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      `--maxWorkers=${WORKERS}`,
      '--json',
      `--outputFile=${resultFile}`,
      ...flags,
    ],
    { env: { ...process.env, TMPDIR: folder }, quiet: true },
  );
  const result = JSON.parse(await readFile(resultFile, 'utf8').catch(() => 'null'));
  const files = new Map(result?.testResults.map((file) => [file.name, countsOf(file)]));
  const hasFailed = [...files.values()].some(({ failed }) => failed > 0);
  return { files, isBroken: !result || (code !== 0 && !hasFailed) };
}

function countsOf({ status, assertionResults }) {
  const count = (wanted) => assertionResults.filter((test) => test.status === wanted).length;
  const failed = count('failed');
  return { passed: count('passed'), failed: status === 'failed' ? Math.max(1, failed) : failed };
}
