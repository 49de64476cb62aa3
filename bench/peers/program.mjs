// An MCP server over stdio that takes as many milliseconds to start as it is told: node program.mjs 1000
// It crashes at its start when a file is there: node program.mjs 0 '' /tmp/crash
// Its tool `hang` never answers; it writes the process id into a file, if one is named: node program.mjs 0 /tmp/pids
import { appendFileSync, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

if (process.argv[4] && existsSync(process.argv[4])) process.exit(5);

const startMs = Number(process.argv[2] ?? 0);
if (startMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, startMs);

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  if (params?.name === 'hang') return hang();
  const known = answers[method];
  const outcome = known
    ? { result: known(params) }
    : { error: { code: -32601, message: 'Method not found' } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...outcome })}\n`);
});

function hang() {
  const [, , , pidFile] = process.argv;
  if (pidFile) appendFileSync(pidFile, `${process.pid}\n`);
}

const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'program', version: '1.0.0' },
  }),
  'tools/list': () => ({ tools: ['pid', 'hang'].map((name) => ({ name, inputSchema: { type: 'object' } })) }),
  'tools/call': () => ({ content: [{ type: 'text', text: String(process.pid) }] }),
};
