import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { ROOT, run } from './run.mjs';

const NATIVE_BUILD = `
better-sqlite3, the SQLite driver, has no ready-made binary for this system and could not be compiled.
Install python3, make and g++ and run the command again, for example:
  Debian, Ubuntu   sudo apt-get install python3 make g++
  Fedora           sudo dnf install python3 make gcc-c++
  Alpine           apk add python3 make g++
  macOS            xcode-select --install
Where nodejs.org is out of reach, npm also has to know a folder with Node's headers (include/node):
  npm_config_nodedir=/usr npm start`;

/** Installs what package-lock.json names and node_modules lacks; does nothing when all is there. */
export async function ensureInstalled() {
  const missing = await missingPackages();
  if (missing > 0) {
    console.error(`Installing ${missing} packages; this is done once and takes a minute or two.`);
    // Not `npm ci`: it refuses a lock file that lacks other platforms' optional packages. --no-save keeps
    // the lock as it is.
    await npm(['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  if (!sqliteLoads()) {
    console.error('Building better-sqlite3 for this version of Node.js.');
    await npm(['rebuild', 'better-sqlite3', '--loglevel=error']);
  }
}

/** How many packages of the lock file are not installed in the version it names. */
async function missingPackages() {
  const wanted = await lockedPackages('package-lock.json');
  const present = await lockedPackages('node_modules/.package-lock.json').catch(() => ({}));
  return Object.entries(wanted).filter(([path, locked]) => {
    const found = present[path];
    // An optional package that is absent belongs to another platform.
    return path !== '' && (found ? found.version !== locked.version : !locked.optional);
  }).length;
}

async function lockedPackages(file) {
  return JSON.parse(await readFile(`${ROOT}${file}`, 'utf8')).packages;
}

/** False after a change of Node's version: the binary was compiled for the other one. */
function sqliteLoads() {
  try {
    const Database = createRequire(`${ROOT}package.json`)('better-sqlite3');
    new Database(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

async function npm(args) {
  const { code, stderr } = await run('npm', args, { quiet: true, capture: true });
  if (code === 0) return;
  if (/better-sqlite3|node-gyp/.test(stderr)) console.error(NATIVE_BUILD);
  else console.error(`\nnpm ${args[0]} failed; what npm said stands above.`);
  process.exit(1);
}
