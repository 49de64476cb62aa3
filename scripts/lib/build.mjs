import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { ROOT, runNode } from './run.mjs';

const SOURCE_FOLDERS = ['api', 'definitions', 'server', 'cli'];
const SOURCE_FILES = [
  'ormconfig.ts',
  'package.json',
  'package-lock.json',
  'nest-cli.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'scripts/bundle-cli.mjs',
];
/** Inside dist, so that whoever removes the build removes what is known of it too. */
const STAMP = `${ROOT}dist/.sources`;

/** Compiles server and CLI when their sources differ from those of the build that is there. */
export async function ensureBuilt({ force = false } = {}) {
  const sources = await fingerprint();
  const built = await readFile(STAMP, 'utf8').catch(() => undefined);
  if (!force && built === sources) return;
  console.error('Building.');
  await rm(STAMP, { force: true });
  await tool(['node_modules/@nestjs/cli/bin/nest.js', 'build']);
  await tool(['scripts/bundle-cli.mjs']);
  const env = { ...process.env, OCLIF_SKIP_NEW_VERSION_CHECK: 'true' };
  await tool(['node_modules/oclif/bin/run.js', 'manifest'], { quiet: true, env });
  await writeFile(STAMP, sources);
}

/** A hash over names and contents: unlike times it also notices what was deleted or checked out again. */
async function fingerprint() {
  const hash = createHash('sha256');
  for (const file of await sourceFiles()) {
    hash.update(`${file}\0`).update(await readFile(`${ROOT}${file}`).catch(() => ''));
  }
  return hash.digest('hex');
}

async function sourceFiles() {
  const folders = await Promise.all(SOURCE_FOLDERS.map(filesIn));
  return [...folders.flat(), ...SOURCE_FILES].sort();
}

async function filesIn(folder) {
  const names = await readdir(`${ROOT}${folder}`, { recursive: true });
  return names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => `${folder}/${name}`);
}

async function tool(args, options) {
  const { code } = await runNode(args, options);
  if (code !== 0) process.exit(code);
}
