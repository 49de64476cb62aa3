import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defer } from './cleanup.js';

/** What it offers: JSON text of each definition, by page. */
export interface Offer {
  tools?: string[][];
  prompts?: string[][];
  resources?: string[][];
  resourceTemplates?: string[][];
  instructions?: string;
  /** The result of a request that is for no list; an empty one where it has none. */
  answer?: (method: string, params: Record<string, unknown>) => object | undefined;
}

interface Request {
  id?: number | string;
  method: string;
  params?: Record<string, unknown>;
}

type ListName = 'tools' | 'prompts' | 'resources' | 'resourceTemplates';

const LISTS: Record<string, ListName> = {
  'tools/list': 'tools',
  'prompts/list': 'prompts',
  'resources/list': 'resources',
  'resources/templates/list': 'resourceTemplates',
};

/** An MCP server over HTTP that lists exactly the bytes it is given, which no SDK would. */
export class ListingUpstream {
  /** Answered with an error from now on: a method, or one of its pages such as `tools/list 1`. */
  failing: string | undefined;
  /** Every request is answered with the status 500. */
  broken = false;
  /** The headers of every request that arrived. */
  readonly arrivals: IncomingMessage['headers'][] = [];
  private readonly server = createServer((incoming, answer) => void this.handle(incoming, answer));

  private constructor(public offer: Offer) {
    defer(() => this.close());
  }

  static async open(offer: Offer = {}): Promise<ListingUpstream> {
    const upstream = new ListingUpstream(offer);
    upstream.server.listen(0, '127.0.0.1');
    await once(upstream.server, 'listening');
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/mcp`;
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async handle(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    this.arrivals.push(incoming.headers);
    if (this.broken || incoming.method !== 'POST') {
      answer.writeHead(this.broken ? 500 : 405).end();
      return;
    }
    const body = Buffer.concat((await incoming.toArray()) as Buffer[]).toString();
    const { id, method, params } = JSON.parse(body) as Request;
    if (id === undefined) {
      answer.writeHead(202).end();
      return;
    }
    const outcome = this.outcomeOf(method, params ?? {});
    answer.writeHead(200, { 'content-type': 'application/json' });
    answer.end(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},${outcome}}`);
  }

  private outcomeOf(method: string, params: Record<string, unknown>): string {
    const page = Number(params.cursor ?? 0);
    if (this.failing === method || this.failing === `${method} ${page}`) {
      return '"error":{"code":-32603,"message":"broken on purpose"}';
    }
    const list = LISTS[method];
    if (list) return `"result":{${this.page(list, page)}}`;
    const capabilities = { tools: {}, prompts: {}, resources: {} };
    const { instructions } = this.offer;
    const serverInfo = { name: 'listing', version: '1' };
    const hello = { protocolVersion: '2025-11-25', capabilities, serverInfo, instructions };
    return `"result":${JSON.stringify(method === 'initialize' ? hello : (this.offer.answer?.(method, params) ?? {}))}`;
  }

  private page(list: ListName, page: number): string {
    const pages = this.offer[list] ?? [[]];
    const next = page + 1 < pages.length ? `,"nextCursor":"${page + 1}"` : '';
    return `"${list}":[${pages[page]!.join(',')}]${next}`;
  }
}
