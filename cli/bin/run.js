#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = new URL('../../dist/cli/lib/main.js', import.meta.url);

if (existsSync(built)) {
  const { main } = await import(built);
  await main(process.argv.slice(2), root);
} else {
  process.stderr.write(`error: mcpjungle is not built yet; run \`npm run build\` in ${root}\n`);
  process.exitCode = 1;
}
