import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { SUITE_FOLDER, SUITE_NODE } from './install-suite.js';
import type { Check, SuiteResult } from './results.js';

const SCENARIO_TIMEOUT_MS = 30_000;
const RUN_TIMEOUT_MS = 300_000;

/**
 * Runs all scenarios that the suite has for a server of one revision, in a process of its own.
 * @throws when the suite itself cannot run; scenarios that fail are part of the result
 */
export async function runSuite({ url, revision }: { url: string; revision: string }): Promise<SuiteResult> {
  const folder = await mkdtemp(join(tmpdir(), 'mcpjungle-conformance-'));
  try {
    const output = await run(['server', '--url', url, '--requirements', revision, '--output-dir', folder]);
    const checks = await readChecks(folder);
    if (checks.size === 0) throw new Error(`The conformance suite left no results:\n${output}`);
    return { checks, required: await requiredScenarios(revision) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns what the suite printed; its exit code 1 only repeats that scenarios failed */
async function run(args: string[]): Promise<string> {
  const command = [join(SUITE_FOLDER, 'dist/index.js'), ...args, '--timeout', String(SCENARIO_TIMEOUT_MS)];
  try {
    const { stdout } = await promisify(execFile)(SUITE_NODE, command, {
      timeout: RUN_TIMEOUT_MS,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (code === 1) return `${stdout}${stderr}`;
    throw error;
  }
}

/** Reads `<folder>/server-<scenario>-<time>/checks.json`; a scenario that broke down has a folder only. */
async function readChecks(folder: string): Promise<ReadonlyMap<string, readonly Check[]>> {
  const names = await readdir(folder);
  const entries = names.sort().map(async (name) => {
    const scenario = name.replace(/^server-/, '').replace(/-\d{4}-\d{2}-\d{2}T[\d-]+Z$/, '');
    const text = await readFile(join(folder, name, 'checks.json'), 'utf8').catch(() => '[]');
    return [scenario, JSON.parse(text) as Check[]] as const;
  });
  return new Map(await Promise.all(entries));
}

async function requiredScenarios(revision: string): Promise<readonly string[]> {
  const text = await readFile(join(SUITE_FOLDER, 'requirements', `${revision}.yaml`), 'utf8');
  return (parse(text) as { server: string[] }).server;
}
