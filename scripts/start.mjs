// npm start [-- <flags of `mcpjungle start`>]: installs and builds what is missing, then runs the gateway.
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { requireSupportedNode } from './lib/node-version.mjs';
import { ROOT } from './lib/run.mjs';

requireSupportedNode();
await ensureInstalled();
await ensureBuilt();

// In this process, not in a child: so signals reach the server itself, once.
const program = `${ROOT}cli/bin/run.js`;
process.argv.splice(1, 1, program, 'start');
await import(pathToFileURL(program));
