import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  fromJsonSchema,
  inputRequired,
  inputResponse,
  McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { defer } from '../../support/cleanup.js';

/** A request as the server saw it. */
export interface Seen {
  headers: IncomingHttpHeaders;
  method: string;
  params: {
    name?: string;
    _meta: Record<string, unknown>;
    inputResponses?: Record<string, unknown>;
    requestState?: string;
  };
}

const FORM = { type: 'object' as const, properties: { name: { type: 'string' as const } } };
const QUESTIONS = {
  form: () => inputRequired.elicit({ message: 'who', requestedSchema: FORM }),
  url: () => inputRequired.elicitUrl({ message: 'sign in', url: 'https://example.com/' }),
  sample: () =>
    inputRequired.createMessage({
      messages: [{ role: 'user', content: { type: 'text', text: 'hi' } }],
      maxTokens: 9,
    }),
  roots: () => inputRequired.listRoots(),
};
const CAPABILITIES = {
  logging: {},
  tools: { listChanged: true },
  prompts: {},
  resources: { subscribe: true },
};
type Question = keyof typeof QUESTIONS;

const text = (value: unknown) => ({ content: [{ type: 'text' as const, text: JSON.stringify(value) }] });
const takes = (properties: Record<string, object>) =>
  fromJsonSchema<Record<string, unknown>>({ type: 'object', properties });

/** A real server of the modern era, which knows nothing of sessions, and remembers what it was sent. */
export class ModernServer {
  readonly seen: Seen[] = [];
  /** Calls of `wait` that run: whether their streams were closed. */
  readonly waiting = new Map<string, { cancelled: boolean; finish: () => void }>();

  /** Tells those who listen. */
  notify!: ReturnType<typeof createMcpHandler>['notify'];
  /** Breaks every connection. */
  cut = () => {};
  /** Tools beside those it always has. */
  extraTools: string[] = [];

  private constructor(readonly url: string) {}

  static async start(): Promise<ModernServer> {
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const server = new ModernServer(`http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`);
    const { fetch, notify } = createMcpHandler(() => server.create(), { legacy: 'reject' });
    server.notify = notify;
    server.cut = () => http.closeAllConnections();
    const handle = toNodeHandler({
      fetch: async (request: Request) => {
        const headers = Object.fromEntries(request.headers);
        server.seen.push({ headers, ...((await request.clone().json()) as Omit<Seen, 'headers'>) });
        return fetch(request);
      },
    });
    http.on('request', (request, response) => void handle(request, response));
    defer(() => {
      http.close();
      http.closeAllConnections();
    });
    return server;
  }

  /** The requests for a method, or for one tool. */
  requests(name: string): Seen[] {
    return this.seen.filter(({ method, params }) => method === name || params.name === name);
  }

  private create(): McpServer {
    const server = new McpServer(
      { name: 'modern', version: '1.0.0' },
      { capabilities: CAPABILITIES, instructions: 'Be modern.' },
    );
    server.registerTool('echo', { inputSchema: takes({ text: { type: 'string' } }) }, ({ text: said }) =>
      text(said),
    );
    const region = { type: 'string', 'x-mcp-header': 'Region' };
    server.registerTool('regional', { inputSchema: takes({ region }) }, (args) => text(args));
    server.registerTool('steps', {}, (ctx) => this.step(ctx));
    server.registerTool('wait', { inputSchema: takes({ label: { type: 'string' } }) }, ({ label }, ctx) =>
      this.wait(String(label), ctx),
    );
    const questions = { type: 'array', items: { type: 'string' } };
    server.registerTool('ask', { inputSchema: takes({ questions }) }, (args, ctx) =>
      ask(args.questions as Question[], ctx),
    );
    server.registerTool('endless', {}, () =>
      inputRequired({ inputRequests: { again: QUESTIONS.form() }, requestState: 'again' }),
    );
    server.registerTool('busy', {}, (ctx) =>
      ctx.mcpReq.requestState() === undefined ? inputRequired({ requestState: 'later' }) : text('done'),
    );
    const numbers = fromJsonSchema<number[]>({ type: 'array', items: { type: 'number' } });
    server.registerTool('numbers', { outputSchema: numbers }, () => ({
      ...text([1, 2]),
      structuredContent: [1, 2],
    }));
    for (const name of this.extraTools) server.registerTool(name, {}, () => text(name));
    server.registerPrompt('greet', {}, () => ({
      messages: [{ role: 'user', content: { type: 'text', text: 'Hello' } }],
    }));
    server.registerResource('note', 'notes://one', {}, ({ href }) => ({
      contents: [{ uri: href, text: 'a note' }],
    }));
    return server;
  }

  private async step({ mcpReq }: ServerContext) {
    for (const progress of [1, 2]) {
      await mcpReq.log('info', `step ${progress}`);
      const progressToken = mcpReq._meta?.progressToken;
      if (progressToken === undefined) continue;
      await mcpReq.notify({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 2 },
      });
    }
    return text('done');
  }

  private wait(label: string, { mcpReq }: ServerContext) {
    return new Promise<ReturnType<typeof text>>((resolve) => {
      const call = { cancelled: false, finish: () => resolve(text(label)) };
      mcpReq.signal.addEventListener('abort', () => (call.cancelled = true));
      this.waiting.set(label, call);
    });
  }
}

/** Asks all at once, and says what was answered. */
function ask(questions: Question[], { mcpReq }: ServerContext) {
  const answers = questions.map((key) => [key, inputResponse(mcpReq.inputResponses, key)] as const);
  if (answers.every(([, { kind }]) => kind !== 'missing')) {
    return text({ state: mcpReq.requestState(), answers: mcpReq.inputResponses });
  }
  const inputRequests = Object.fromEntries(questions.map((key) => [key, QUESTIONS[key]()]));
  return inputRequired({ inputRequests, requestState: 'kept' });
}
