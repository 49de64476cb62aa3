import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * The suite has an install of its own, with a Node of its own: its command line needs Node 22, and the npm
 * package `node` would take the place of the Node that runs the project if the root depended on it.
 */
const FOLDER = import.meta.dirname;
const PACKAGES = join(FOLDER, 'node_modules');

export const SUITE_NODE = join(PACKAGES, '.bin/node');
export const SUITE_FOLDER = join(PACKAGES, '@modelcontextprotocol/conformance');

/** Installs the suite when it, or the version that package.json names, is not there. */
export async function installSuite(): Promise<void> {
  if (await isInstalled()) return;
  // As for the root: not `npm ci`, which some registries make fail; --no-save leaves the lock file as it is.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  await promisify(execFile)('npm', args, { cwd: FOLDER, shell: process.platform === 'win32' });
}

async function isInstalled(): Promise<boolean> {
  const { dependencies } = await readPackage(FOLDER);
  const installed = await Promise.all(
    Object.keys(dependencies).map((name) => readPackage(join(PACKAGES, name)).catch(() => undefined)),
  );
  return Object.values(dependencies).every((version, index) => installed[index]?.version === version);
}

interface PackageFile {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

async function readPackage(folder: string): Promise<PackageFile> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageFile;
}
