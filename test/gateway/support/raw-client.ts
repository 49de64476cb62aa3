import { once } from 'node:events';
import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { defer } from '../../support/cleanup.js';

const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

interface Sending {
  method?: string;
  body?: Buffer | object;
  headers?: Record<string, string | undefined>;
}

/** Speaks legacy Streamable HTTP byte by byte, for what no SDK client shows or sends. */
export class RawClient {
  sessionId: string | undefined;
  private lastId = 0;

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async initialize(params: object = {}): Promise<RawAnswer> {
    const clientInfo = { name: 'raw', version: '1' };
    const answer = await this.send({
      body: this.rpc('initialize', {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo,
        ...params,
      }),
    });
    this.sessionId = answer.headers['mcp-session-id'] as string | undefined;
    return answer;
  }

  rpc(method: string, params?: object): { jsonrpc: string; id: number; method: string; params?: object } {
    return { jsonrpc: '2.0', id: ++this.lastId, method, params };
  }

  /** Sends a request. @returns the parsed answer */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, examined by assertions only
  async call(method: string, params?: object): Promise<any> {
    return JSON.parse((await this.send({ body: this.rpc(method, params) })).body.toString());
  }

  /** Sends and reads to the end; a header given as undefined is left out. */
  async send(sending: Sending): Promise<RawAnswer> {
    const answer = await this.begin(sending);
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return { status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(chunks) };
  }

  /** Sends and returns when the headers of the answer have come. */
  async begin(sending: Sending): Promise<IncomingMessage> {
    const [answer] = (await once(this.open(sending), 'response')) as [IncomingMessage];
    return answer;
  }

  /** Sends without waiting. */
  open({ method = 'POST', body, headers = {} }: Sending): ClientRequest {
    const all: Record<string, string | undefined> = {
      ...HEADERS,
      authorization: `Bearer ${this.token}`,
      'mcp-session-id': this.sessionId,
      ...headers,
    };
    const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const outgoing = request(this.url, { method, headers: Object.fromEntries(sent) });
    outgoing.end(body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    return outgoing;
  }

  /** Opens the stream of the session. */
  async listen(): Promise<RawStream> {
    const answer = await this.begin({ method: 'GET', headers: { accept: 'text/event-stream' } });
    if (answer.statusCode !== 200) throw new Error(`GET answered ${answer.statusCode}`);
    return new RawStream(answer);
  }
}

interface StreamEvent {
  readonly type: string;
  readonly data: string;
}

/** An event stream as it comes. */
export class RawStream {
  text = '';
  ended = false;
  private readonly found: StreamEvent[] = [];
  private lookedAt = 0;

  constructor(private readonly answer: IncomingMessage) {
    answer.setEncoding('utf8').on('data', (text: string) => (this.text += text));
    answer.on('end', () => (this.ended = true)).on('error', () => (this.ended = true));
    defer(() => answer.destroy());
  }

  /** What came so far: the type and data of each event. Streams of many megabytes are looked at again and again. */
  get events(): readonly StreamEvent[] {
    const pattern = /^event: (.*)\ndata: (.*)\n\n/gm;
    pattern.lastIndex = this.lookedAt;
    for (let match = pattern.exec(this.text); match; match = pattern.exec(this.text)) {
      this.found.push({ type: match[1]!, data: match[2]! });
      this.lookedAt = pattern.lastIndex;
    }
    return this.found;
  }

  /** The methods of the notifications that came so far. */
  get methods(): string[] {
    return this.text
      .split('\n')
      .filter((line) => line.startsWith('data: {'))
      .map((line) => (JSON.parse(line.slice(6)) as { method: string }).method);
  }

  /** Reads nothing until it is resumed. */
  pause(): void {
    this.answer.pause();
  }

  resume(): void {
    this.answer.resume();
  }

  close(): void {
    this.answer.destroy();
  }
}

/** Long enough for something to arrive that must not. */
export const quietTime = () => delay(400);
