import type { ServerResponse } from 'node:http';
import { json, type Received, result, ScriptedUpstream, stream } from './scripted-upstream.js';

const KEY = 'io.modelcontextprotocol/';
const TOOL = { name: 'work', inputSchema: { type: 'object' } };

/** A request to listen that is open. */
interface Listening {
  /** What it wants to hear of. */
  readonly taskIds: string[];
  readonly tell: (method: string, params: object) => void;
  readonly end: () => void;
}

/**
 * A modern server with tasks (SEP-2663) that does not care whose they are: who listens to any of them hears of all.
 * The SDK's own server knows nothing of `taskIds`.
 */
export class TellingUpstream {
  /** The ids of its tasks. */
  readonly tasks: string[] = [];
  private readonly open = new Set<Listening>();
  private upstream!: ScriptedUpstream;

  static async start(): Promise<TellingUpstream> {
    const server = new TellingUpstream();
    server.upstream = await ScriptedUpstream.start((received, response) => server.serve(received, response));
    return server;
  }

  get url(): string {
    return this.upstream.url;
  }

  /** The tasks that are listened to now, one list for each request that is open. */
  get listened(): string[][] {
    return [...this.open].map(({ taskIds }) => taskIds);
  }

  /** What the clients that asked to be told of tasks declared. */
  get declared(): unknown[] {
    return this.upstream
      .requests('subscriptions/listen')
      .map(({ rpc }) => (rpc.params!._meta as Record<string, unknown>)[`${KEY}clientCapabilities`]);
  }

  /** Tells everybody of a task. */
  tell(taskId: string, fields: object = { status: 'working' }): void {
    for (const { tell } of this.open) tell('notifications/tasks', { ...stateOf(taskId), ...fields });
  }

  /** Ends all streams. */
  cut(): void {
    for (const { end } of this.open) end();
  }

  private serve(received: Received, response: ServerResponse): void {
    switch (received.rpc.method) {
      case 'server/discover':
        return result(received, response, {
          resultType: 'complete',
          supportedVersions: ['2026-07-28'],
          capabilities: { tools: {}, extensions: { [`${KEY}tasks`]: {} } },
        });
      case 'tools/list':
        return result(received, response, { resultType: 'complete', ttlMs: 0, tools: [TOOL] });
      case 'tools/call':
        return result(received, response, { resultType: 'task', ...this.begin() });
      case 'subscriptions/listen':
        return this.listen(received, response);
      default:
        json(response, { jsonrpc: '2.0', id: received.rpc.id, error: { code: -32601, message: 'no' } }, 404);
    }
  }

  private begin(): object {
    const task = `task-${this.tasks.length + 1}`;
    this.tasks.push(task);
    return stateOf(task);
  }

  private listen({ rpc }: Received, response: ServerResponse): void {
    const { taskIds = [] } = rpc.params!.notifications as { taskIds?: string[] };
    const { send } = stream(response);
    const tell = (method: string, params: object) =>
      send({ method, params: { ...params, _meta: { [`${KEY}subscriptionId`]: rpc.id } } });
    const listening = { taskIds, tell, end: () => response.end() };
    this.open.add(listening);
    response.on('close', () => this.open.delete(listening));
    tell('notifications/subscriptions/acknowledged', {
      notifications: { taskIds: taskIds.filter((task) => this.tasks.includes(task)) },
    });
  }
}

function stateOf(taskId: string): object {
  const now = new Date().toISOString();
  return { taskId, status: 'working', createdAt: now, lastUpdatedAt: now, ttlMs: 60_000 };
}
