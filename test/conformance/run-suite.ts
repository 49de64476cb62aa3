import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import type { Check, SuiteResult } from './results.js';

/** Where install-suite.mjs puts the suite and the Node that it needs. */
const PACKAGES = join(import.meta.dirname, 'node_modules');
const SUITE_NODE = join(PACKAGES, '.bin/node');
const SUITE_FOLDER = join(PACKAGES, '@modelcontextprotocol/conformance');

const SCENARIO_TIMEOUT_MS = 30_000;
/** All clients are started at once, so that each has to wait for all others. */
const CLIENT_TIMEOUT_MS = 120_000;
const RUN_TIMEOUT_MS = 300_000;

interface ClientRun {
  /** The program that plays the client of one scenario, as a shell takes it; it is given the server's URL. */
  readonly command: string;
  /** What it finds in its environment, beside what the suite says there. */
  readonly env: Readonly<Record<string, string>>;
  readonly revision: string;
}

/**
 * Runs all scenarios that the suite has for a server of one revision, in a process of its own.
 * @throws when the suite itself cannot run; scenarios that fail are part of the result
 */
export async function runSuite({ url, revision }: { url: string; revision: string }): Promise<SuiteResult> {
  const args = ['server', '--url', url, '--requirements', revision, '--timeout', String(SCENARIO_TIMEOUT_MS)];
  return { checks: await run(args), required: await requiredScenarios(revision, 'server') };
}

/** Has a program play the client in all scenarios of one revision, all at once. @throws as {@link runSuite} */
export function runClients({ command, env, revision }: ClientRun): Promise<SuiteResult['checks']> {
  const timeout = String(CLIENT_TIMEOUT_MS);
  return run(['client', '--command', command, '--requirements', revision, '--timeout', timeout], env);
}

/** The scenarios that decide whether a server, or a client, conforms to a revision. */
export async function requiredScenarios(
  revision: string,
  leg: 'client' | 'server',
): Promise<readonly string[]> {
  const text = await readFile(join(SUITE_FOLDER, 'requirements', `${revision}.yaml`), 'utf8');
  return (parse(text) as Record<typeof leg, string[]>)[leg];
}

async function run(
  args: string[],
  env: Readonly<Record<string, string>> = {},
): Promise<SuiteResult['checks']> {
  const folder = await mkdtemp(join(tmpdir(), 'mcpjungle-conformance-'));
  try {
    const output = await execute([...args, '--output-dir', folder], env);
    const checks = await readChecks(folder);
    if (checks.size === 0) throw new Error(`The conformance suite left no results:\n${output}`);
    return checks;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns what the suite printed; its exit code 1 only repeats that scenarios failed */
async function execute(args: string[], env: Readonly<Record<string, string>>): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(SUITE_NODE, [join(SUITE_FOLDER, 'dist/index.js'), ...args], {
      env: { ...process.env, ...env },
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

/**
 * Reads `<folder>/<scenario>-<time>/checks.json`, where names of scenarios may hold slashes and those of servers'
 * follow `server-`; a scenario that broke down has a folder only.
 */
async function readChecks(folder: string): Promise<ReadonlyMap<string, readonly Check[]>> {
  const TIME = /-\d{4}-\d{2}-\d{2}T[\d-]+Z$/;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && TIME.test(entry.name));
  const paths = folders.map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  const read = paths.sort().map(async (path) => {
    const scenario = path.replace(/^server-/, '').replace(TIME, '');
    const text = await readFile(join(folder, path, 'checks.json'), 'utf8').catch(() => '[]');
    return [scenario, JSON.parse(text) as Check[]] as const;
  });
  return new Map(await Promise.all(read));
}
