// npm run build [-- --force]: compiles server and CLI into dist/, unless nothing changed since the last time.
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { requireSupportedNode } from './lib/node-version.mjs';

requireSupportedNode();
await ensureInstalled();
await ensureBuilt({ force: process.argv.includes('--force') });
