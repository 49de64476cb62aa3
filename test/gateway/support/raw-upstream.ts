import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defer } from '../../support/cleanup.js';

/** Answers one `tools/call`: the bytes of `result`, or what it writes itself. */
export type RawTool = (body: Buffer, response: ServerResponse) => Buffer | string | undefined;

const RESULTS: Record<string, string> = {
  initialize:
    '{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"raw","version":"1"}}',
  ping: '{}',
};

/** An MCP server of bytes: what a tool gets and answers is neither parsed nor written by any library. */
export class RawUpstream {
  /** The bodies of all `tools/call` so far. */
  readonly calls: Buffer[] = [];
  private readonly server = createServer((request, response) => void this.handle(request, response));

  private constructor(
    private readonly definitions: readonly string[],
    public tool: RawTool,
  ) {}

  /** @param definitions of its tools, as JSON text */
  static async start(definitions: readonly string[], tool: RawTool): Promise<RawUpstream> {
    const upstream = new RawUpstream(definitions, tool);
    upstream.server.listen(0, '127.0.0.1');
    await once(upstream.server, 'listening');
    defer(() => upstream.stop());
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/mcp`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method !== 'POST') return void response.writeHead(405).end();
    const body = Buffer.concat(chunks);
    const { id, method } = JSON.parse(body.toString()) as { id?: unknown; method: string };
    if (id === undefined) return void response.writeHead(202).end();
    const result = this.resultOf(method, body, response);
    if (result === undefined) return;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(Buffer.concat([Buffer.from(frame(id)), Buffer.from(result), Buffer.from('}')]));
  }

  private resultOf(method: string, body: Buffer, response: ServerResponse): Buffer | string | undefined {
    if (method === 'tools/list') return `{"tools":[${this.definitions.join(',')}]}`;
    if (method !== 'tools/call') return RESULTS[method] ?? '{}';
    this.calls.push(body);
    return this.tool(body, response);
  }
}

function frame(id: unknown): string {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":`;
}
