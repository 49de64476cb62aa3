import type { ServerResponse } from 'node:http';
import { HELLO, json, type Received, result, ScriptedUpstream, stream } from './scripted-upstream.js';

const TASKS = { list: {}, cancel: {}, requests: { tools: { call: {} } } };
const TOOL = { name: 'work', inputSchema: { type: 'object' }, execution: { taskSupport: 'optional' } };
const RELATED = 'io.modelcontextprotocol/related-task';

type Send = ReturnType<typeof stream>['send'];

/** A legacy server with tasks that does not care whose they are: who knows an id may use it, and all hear of all. */
export class TaskUpstream {
  /** Every task, by its own id. */
  private readonly tasks = new Map<string, string>();
  private readonly streams = new Set<Send>();
  private upstream!: ScriptedUpstream;
  private lastSession = 0;

  private constructor(
    private readonly hasTasks: boolean,
    private readonly pageSize: number,
  ) {}

  static async start({ hasTasks = true, pageSize = Infinity } = {}): Promise<TaskUpstream> {
    const server = new TaskUpstream(hasTasks, pageSize);
    server.upstream = await ScriptedUpstream.start((received, response) => server.serve(received, response));
    return server;
  }

  get url(): string {
    return this.upstream.url;
  }

  /** The id of the task made last. */
  get last(): string {
    return [...this.tasks.keys()].at(-1)!;
  }

  /** Streams that are open. */
  get listeners(): number {
    return this.streams.size;
  }

  /** The parameters of the calls that arrived. */
  get calls(): Record<string, unknown>[] {
    return this.upstream.requests('tools/call').map(({ rpc }) => rpc.params!);
  }

  /** The methods by which a task was asked for. */
  received(task: string): string[] {
    return this.upstream.received
      .filter(({ rpc }) => rpc.params?.taskId === task)
      .map(({ rpc }) => rpc.method!);
  }

  stop(): void {
    this.upstream.stop();
  }

  /** Says something on the streams of all sessions. */
  tell(method: string, params: object): void {
    for (const send of this.streams) send({ method, params });
  }

  private serve(received: Received, response: ServerResponse): void {
    const { method, id } = received.rpc;
    if (received.method === 'GET') this.listen(response);
    else if (received.method === 'DELETE') response.writeHead(200).end();
    else if (method === 'initialize') {
      response.setHeader('mcp-session-id', `s-${++this.lastSession}`);
      const capabilities = { tools: {}, ...(this.hasTasks && { tasks: TASKS }) };
      result(received, response, { ...HELLO, capabilities });
    } else if (id === undefined) response.writeHead(202).end();
    else this.answer(received, response);
  }

  private listen(response: ServerResponse): void {
    const { send } = stream(response);
    this.streams.add(send);
    response.on('close', () => this.streams.delete(send));
  }

  private answer(received: Received, response: ServerResponse): void {
    const { method, params = {}, id } = received.rpc;
    const task = String(params.taskId);
    switch (method) {
      case 'tools/list':
        return result(received, response, { tools: [TOOL] });
      case 'tools/call':
        return result(received, response, params.task ? { task: this.begin() } : { content: [] });
      case 'tasks/list':
        return result(received, response, this.page(Number(params.cursor ?? 0)));
      case 'tasks/get':
        return result(received, response, this.told(task));
      case 'tasks/cancel':
        this.tasks.set(task, 'cancelled');
        return result(received, response, this.told(task));
      case 'tasks/result':
        return result(
          received,
          response,
          `{"content":[],"structuredContent":{"big":12345678901234567890,"one":1.0},` +
            `"_meta":{"${RELATED}":{"taskId":"${task}"}}}`,
        );
      default:
        json(response, { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } });
    }
  }

  private page(first: number): object {
    const tasks = [...this.tasks.keys()].slice(first, first + this.pageSize).map((task) => this.told(task));
    const next = first + this.pageSize;
    return { tasks, ...(next < this.tasks.size && { nextCursor: String(next) }) };
  }

  private begin(): object {
    const task = `task-${this.tasks.size + 1}`;
    this.tasks.set(task, 'working');
    return this.told(task);
  }

  private told(taskId: string): object {
    const now = new Date().toISOString();
    const status = this.tasks.get(taskId);
    return { taskId, status, ttl: 60_000, createdAt: now, lastUpdatedAt: now, pollInterval: 100 };
  }
}
