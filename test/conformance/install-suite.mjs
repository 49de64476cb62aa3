import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FOLDER = import.meta.dirname;

/**
 * Installs the suite when it, or a version that package.json names, is not there. It has an install of its own, with
 * a Node of its own: its command line needs Node 22, and the npm package `node` would take the place of the Node
 * that runs the project if the root depended on it.
 */
export default async function installSuite() {
  if (await isInstalled()) return;
  // As for the root: not `npm ci`, which some registries make fail; --no-save leaves the lock file as it is.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  await promisify(execFile)('npm', args, { cwd: FOLDER, shell: process.platform === 'win32' });
}

async function isInstalled() {
  const { dependencies } = await readPackage(FOLDER);
  const found = Object.keys(dependencies).map((name) => readPackage(join(FOLDER, 'node_modules', name)));
  const installed = await Promise.all(found.map((reading) => reading.catch(() => undefined)));
  return Object.values(dependencies).every((version, index) => installed[index]?.version === version);
}

async function readPackage(folder) {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}
