// npm run build [-- --force]: compiles server and CLI into dist/, unless nothing changed since the last time.
import { ensureBuilt } from './lib/build.mjs';

await ensureBuilt({ force: process.argv.includes('--force') });
