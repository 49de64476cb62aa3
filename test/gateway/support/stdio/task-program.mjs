// An MCP server over stdio, of the modern era, that tells of its tasks to those who listen: node task-program.mjs
import { createInterface } from 'node:readline';

const TASKS = 'io.modelcontextprotocol/tasks';
const KEY = 'io.modelcontextprotocol/subscriptionId';
const TOOLS = ['begin', 'tell', 'listened', 'pid', 'crash'];
const tasks = [];
/** The task ids of the requests to listen that are open, by their own id. */
const listens = new Map();

createInterface({ input: process.stdin }).on('line', (line) => handle(JSON.parse(line)));

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

function complete(id, result) {
  send({ id, result: { resultType: 'complete', ttlMs: 0, cacheScope: 'private', ...result } });
}

function handle({ id, method, params }) {
  switch (method) {
    case 'server/discover':
      return complete(id, {
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: {}, extensions: { [TASKS]: {} } },
      });
    case 'tools/list':
      return complete(id, { tools: TOOLS.map((name) => ({ name, inputSchema: { type: 'object' } })) });
    case 'tools/call':
      return tools[params.name](id, params.arguments ?? {});
    case 'subscriptions/listen':
      return listen(id, params);
    case 'notifications/cancelled':
      return void listens.delete(params.requestId);
    default:
      if (id !== undefined) send({ id, error: { code: -32601, message: 'Method not found' } });
  }
}

function listen(id, { notifications: { taskIds = [] } }) {
  const known = taskIds.filter((task) => tasks.includes(task));
  listens.set(id, known);
  tell(id, 'notifications/subscriptions/acknowledged', {
    notifications: known.length > 0 ? { taskIds: known } : {},
  });
}

function tell(id, method, params) {
  send({ method, params: { ...params, _meta: { [KEY]: id } } });
}

function state(taskId, status) {
  const now = new Date().toISOString();
  return { taskId, status, createdAt: now, lastUpdatedAt: now, ttlMs: 60_000 };
}

const text = (value) => ({ content: [{ type: 'text', text: JSON.stringify(value) }] });

const tools = {
  begin: (id) => {
    const task = `task-${tasks.length + 1}`;
    tasks.push(task);
    send({ id, result: { resultType: 'task', ...state(task, 'working') } });
  },
  /** The task that was begun last is in another state now. */
  tell: (id, { status }) => {
    const task = tasks.at(-1);
    for (const [listen, known] of listens) {
      if (known.includes(task)) tell(listen, 'notifications/tasks', state(task, status));
    }
    complete(id, text('told'));
  },
  listened: (id) => complete(id, text([...listens.values()].flat())),
  pid: (id) => complete(id, text(process.pid)),
  crash: () => process.exit(3),
};
