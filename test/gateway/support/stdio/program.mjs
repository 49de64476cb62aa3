// An MCP server over stdio that behaves as its options say: node program.mjs '{"startMs":1000}'
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setInterval } from 'node:timers';

const options = JSON.parse(process.argv[2] ?? '{}');
/** What only this process knows. */
let count = 0;
let initialized;
let level;
const asked = new Map();
const cancelled = [];

if (options.pids) appendFileSync(options.pids, `${process.pid}\n`);
if (options.ignoresTerm) process.on('SIGTERM', () => {});
if (options.says) console.error(options.says);
if (options.floodsErrors) {
  const line = `${'e'.repeat(999)}\n`;
  for (let i = 0; i < 20_000; i++) process.stderr.write(line);
}
if (options.grandchild) {
  // As npx does: the server itself is a child of the command.
  const child = spawn(process.execPath, [
    '-e',
    'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)',
  ]);
  if (options.pids) appendFileSync(options.pids, `${child.pid}\n`);
}
if (options.printsAtStart) console.log(options.printsAtStart);
if (options.exitsIfThere && existsSync(options.exitsIfThere)) options.exitsAtStart = 5;
if (options.exitsAtStart !== undefined) {
  process.exitCode = options.exitsAtStart;
} else {
  if (options.startMs) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, options.startMs);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    if (!options.isSilent) handle(JSON.parse(line), line);
  });
  // One that outlives its input, as servers with timers do.
  if (options.ignoresTerm) setInterval(() => {}, 1000);
}

function write(text) {
  process.stdout.write(`${text}\n`);
}

function send(message) {
  write(JSON.stringify({ jsonrpc: '2.0', ...message }));
}

function handle(message, line) {
  if (message.method === undefined) return void asked.get(message.id)?.(message.result ?? message.error);
  const { id, method, params } = message;
  if (!initialized && method !== 'initialize') {
    if (options.onEarly === 'exits') process.exit(1);
    if (options.onEarly === 'is silent') return;
  }
  switch (method) {
    case 'initialize':
      initialized = params;
      return send({ id, result: greeting(params) });
    case 'notifications/cancelled':
      return void cancelled.push(params.requestId);
    case 'logging/setLevel':
      level = params.level;
      return send({ id, result: {} });
    case 'tools/list':
      return send({
        id,
        result: { tools: TOOLS.map((name) => ({ name, inputSchema: { type: 'object' } })) },
      });
    case 'resources/list':
      return send({ id, result: { resources: [{ uri: 'note://1', name: 'note' }] } });
    case 'resources/templates/list':
      return send({ id, result: { resourceTemplates: [] } });
    case 'resources/subscribe':
      send({ id, result: {} });
      setTimeout(() => send({ method: 'notifications/resources/updated', params: { uri: params.uri } }), 50);
      return;
    case 'tools/call':
      return tools[params.name]({ id, params, line, args: params.arguments ?? {} });
    default:
      if (id !== undefined) send({ id, error: { code: -32601, message: 'Method not found' } });
  }
}

function greeting({ protocolVersion }) {
  const capabilities = { tools: { listChanged: true }, resources: { subscribe: true }, logging: {} };
  return { protocolVersion, capabilities, serverInfo: { name: 'program', version: '1' } };
}

const text = (value) => ({
  content: [{ type: 'text', text: typeof value === 'string' ? value : JSON.stringify(value) }],
});

const tools = {
  pid: ({ id }) => send({ id, result: text(process.pid) }),
  count: ({ id }) => send({ id, result: text(++count) }),
  env: ({ id }) => send({ id, result: text(process.env) }),
  cwd: ({ id }) => send({ id, result: text(process.cwd()) }),
  introduced: ({ id }) => send({ id, result: text({ ...initialized, level }) }),
  cancelled: ({ id }) => send({ id, result: text(cancelled) }),
  /** The very bytes that came, and numbers that no parser keeps. */
  raw: ({ id, line }) =>
    write(
      `{"result":{"content":[{"type":"text","text":${JSON.stringify(line)}}],"n":1234567890123456789,"f":1.0},"jsonrpc":"2.0","id":${JSON.stringify(id)}}`,
    ),
  wait: ({ id, args }) => setTimeout(() => send({ id, result: text('waited') }), args.ms),
  hang: () => {},
  crash: ({ args }) => {
    console.error(`cannot go on without ${process.env.KEY ?? 'a key'}`);
    process.exit(args.code ?? 3);
  },
  garbage: ({ id }) => {
    write('Starting up, please wait…');
    write('{"jsonrpc":"2.0"');
    send({ id, result: text('after garbage') });
  },
  huge: ({ args }) => write(JSON.stringify('x'.repeat(args.bytes))),
  flood: ({ id }) => {
    const line = `${'e'.repeat(999)}\n`;
    for (let i = 0; i < 20_000; i++) process.stderr.write(line);
    send({ id, result: text('flooded') });
  },
  progress: ({ id, params }) => {
    for (const progress of [1, 2]) {
      send({
        method: 'notifications/progress',
        params: { progressToken: params._meta?.progressToken, progress },
      });
    }
    send({ id, result: text('progressed') });
  },
  log: ({ id }) => {
    send({ method: 'notifications/message', params: { level: 'info', data: 'a message' } });
    send({ id, result: text('logged') });
  },
  ask: ({ id, args }) => {
    const question = `q-${id}`;
    asked.set(question, (answer) => send({ id, result: text(answer) }));
    send({ id: question, method: args.method ?? 'elicitation/create', params: args.params ?? {} });
  },
};

const TOOLS = Object.keys(tools);
