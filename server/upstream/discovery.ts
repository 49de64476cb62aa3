import { elements, jsonText, members, stringValue } from '../wire/members.js';
import type { Message } from '../wire/message.js';
import { JsonRpcCode } from '../wire/wire-error.js';
import { UpstreamFailure } from './upstream-failure.js';
import type { Discovery } from './upstream.js';

/** An upstream that has introduced itself, whatever its transport. */
export interface Introduced {
  /** Its result of `initialize`. */
  readonly greeting: Message;
  /** @param params JSON text */
  ask(method: string, params: string | undefined): Promise<Message>;
}

export interface DiscoveryBounds {
  /** All definitions together. */
  readonly maxBytes: number;
}

/** Even of tools one by one this would be more than anyone can use. */
const MAX_PAGES = 1000;

/** What is listed how, and which capability promises it. */
const LISTS = {
  tools: { method: 'tools/list', capability: 'tools' },
  prompts: { method: 'prompts/list', capability: 'prompts' },
  resources: { method: 'resources/list', capability: 'resources' },
  resourceTemplates: { method: 'resources/templates/list', capability: 'resources' },
} as const;

type ListName = keyof typeof LISTS;

/**
 * Reads all that an upstream offers.
 * @throws UpstreamFailure, or whatever `ask` throws
 */
export async function discover(upstream: Introduced, bounds: DiscoveryBounds): Promise<Discovery> {
  const reader = new OfferReader(upstream, bounds.maxBytes);
  const { greeting } = upstream;
  return {
    protocolVersion: text(greeting, 'protocolVersion'),
    capabilities: json(greeting, 'capabilities'),
    serverInfo: json(greeting, 'serverInfo'),
    instructions: text(greeting, 'instructions'),
    tools: await reader.list('tools'),
    prompts: await reader.list('prompts'),
    resources: await reader.list('resources'),
    resourceTemplates: await reader.list('resourceTemplates'),
  };
}

class OfferReader {
  private bytesLeft: number;

  constructor(
    private readonly upstream: Introduced,
    maxBytes: number,
  ) {
    this.bytesLeft = maxBytes;
  }

  async list(name: ListName): Promise<string[]> {
    const { method, capability } = LISTS[name];
    const { greeting } = this.upstream;
    const declared = greeting.members.get('capabilities');
    if (!declared || !members(greeting.bytes, declared).get(capability)) return [];
    const found: string[] = [];
    const seen = new Set<string>();
    let params: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const answer = await this.upstream.ask(method, params);
      if (answer.kind === 'error') return this.refused(answer, method);
      found.push(...this.definitions(answer, name));
      const cursor = answer.members.get('nextCursor');
      if (!cursor) return found;
      params = `{"cursor":${jsonText(answer.bytes, cursor)}}`;
      if (seen.has(params))
        throw new UpstreamFailure(`answers ${method} with the same cursor again and again`);
      seen.add(params);
    }
    throw new UpstreamFailure(`answers ${method} with more than ${MAX_PAGES} pages`);
  }

  private definitions({ bytes, members: result }: Message, name: ListName): string[] {
    const { method } = LISTS[name];
    this.bytesLeft -= bytes.length;
    if (this.bytesLeft < 0) throw new UpstreamFailure('offers more than MAX_BODY_BYTES of definitions');
    const list = result.get(name);
    const spans = list && elements(bytes, list);
    if (!spans) throw new UpstreamFailure(`answers ${method} without "${name}"`);
    return spans.map((span) => jsonText(bytes, span));
  }

  /** Some servers declare a capability and have only a part of its methods. */
  private refused({ bytes, members: error }: Message, method: string): string[] {
    const [code, message] = [error.get('code'), error.get('message')];
    if (code && jsonText(bytes, code) === String(JsonRpcCode.methodNotFound)) return [];
    const reason = (message && stringValue(bytes, message)) ?? 'no reason given';
    throw new UpstreamFailure(`refused ${method}: ${reason}`);
  }
}

function text({ bytes, members: result }: Message, key: string): string {
  const span = result.get(key);
  return (span && stringValue(bytes, span)) ?? '';
}

function json({ bytes, members: result }: Message, key: string): string {
  const span = result.get(key);
  return span ? jsonText(bytes, span) : '{}';
}
