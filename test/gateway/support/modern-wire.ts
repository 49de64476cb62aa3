import type { IncomingMessage } from 'node:http';
import { type RawClient } from './raw-client.js';

export const REVISION = '2026-07-28';

const KEY = 'io.modelcontextprotocol/';

interface ModernRequest {
  method: string;
  params?: object;
  id?: unknown;
  /** Beside the envelope, or in its place when a key is the same; undefined leaves a key out. */
  meta?: object;
  /** Beside those that mirror the body; undefined leaves one out. */
  headers?: Record<string, string | undefined>;
}

export interface ModernAnswer {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, examined by assertions only
  message: any;
  /** All messages of an event stream, the answer last; undefined when the answer came as JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, examined by assertions only
  events: any[] | undefined;
  headers: IncomingMessage['headers'];
}

/** Speaks the modern revision byte by byte, for what no SDK client shows or sends. */
export class ModernWire {
  private lastId = 0;

  constructor(
    readonly raw: RawClient,
    private readonly capabilities: object = {},
  ) {}

  async send(request: ModernRequest): Promise<ModernAnswer> {
    const { status, headers, body } = await this.raw.send(this.written(request));
    const events = headers['content-type'] === 'text/event-stream' ? eventsOf(body.toString()) : undefined;
    const text = body.toString();
    return { status, headers, events, message: events ? events.at(-1) : text && JSON.parse(text) };
  }

  /** Sends and returns when the headers of the answer have come. */
  begin(request: ModernRequest): Promise<IncomingMessage> {
    return this.raw.begin(this.written(request));
  }

  open(request: ModernRequest): ReturnType<RawClient['open']> {
    return this.raw.open(this.written(request));
  }

  callTool(name: string, args: object = {}, request: Partial<ModernRequest> = {}): Promise<ModernAnswer> {
    return this.send({
      method: 'tools/call',
      ...request,
      params: { name, arguments: args, ...request.params },
    });
  }

  private written({ method, params = {}, id = ++this.lastId, meta, headers }: ModernRequest) {
    const named = params as { name?: string; uri?: string; taskId?: string };
    const mirrored = { 'mcp-protocol-version': REVISION, 'mcp-method': method };
    const name = named.name ?? named.uri ?? named.taskId;
    const _meta = { ...this.envelope(), ...meta };
    return {
      headers: { ...mirrored, ...(name !== undefined && { 'mcp-name': name }), ...headers },
      body: { jsonrpc: '2.0', id, method, params: { ...params, _meta } },
    };
  }

  private envelope(): object {
    return {
      [`${KEY}protocolVersion`]: REVISION,
      [`${KEY}clientInfo`]: { name: 'wire', version: '1' },
      [`${KEY}clientCapabilities`]: this.capabilities,
    };
  }
}

export function eventsOf(text: string): unknown[] {
  const data = text.split('\n').filter((line) => line.startsWith('data: '));
  return data.map((line) => JSON.parse(line.slice('data: '.length)) as unknown);
}
