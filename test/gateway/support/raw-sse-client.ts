import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { eventually } from '../../support/eventually.js';
import { type RawAnswer, RawStream } from './raw-client.js';

interface Sending {
  method?: string;
  path?: string;
  body?: object | string;
  headers?: Record<string, string>;
}

/** Speaks HTTP+SSE byte by byte. */
export class RawSseClient {
  stream!: RawStream;
  /** The path to send to, as the stream named it. */
  endpoint = '';
  private lastId = 0;

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Opens the stream, and waits for what it says first. */
  async connect(path = '/sse'): Promise<this> {
    const answer = await this.begin({ method: 'GET', path, headers: { accept: 'text/event-stream' } });
    if (answer.statusCode !== 200) throw new Error(`GET answered ${answer.statusCode}`);
    this.stream = new RawStream(answer);
    const first = await eventually(() => {
      const [event] = this.stream.events;
      if (event?.type !== 'endpoint') throw new Error('no endpoint yet');
      return event;
    });
    this.endpoint = first.data;
    return this;
  }

  /** @returns what a GET is refused with; undefined where it is a stream */
  async refusal(path = '/sse'): Promise<{ status: number; body: Buffer } | undefined> {
    const answer = await this.begin({ method: 'GET', path, headers: { accept: 'text/event-stream' } });
    if (answer.statusCode === 200) {
      answer.destroy();
      return undefined;
    }
    return { status: answer.statusCode!, body: Buffer.concat((await answer.toArray()) as Buffer[]) };
  }

  async initialize(capabilities: object = {}): Promise<object> {
    const clientInfo = { name: 'raw', version: '1' };
    return this.call('initialize', { protocolVersion: '2024-11-05', capabilities, clientInfo });
  }

  /** @returns the answer, which comes on the stream */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, examined by assertions only
  async call(method: string, params?: object): Promise<any> {
    const id = ++this.lastId;
    const { status, body } = await this.post({ jsonrpc: '2.0', id, method, params });
    if (status !== 202) throw new Error(`POST answered ${status}: ${body.toString()}`);
    return this.answerTo(id);
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, examined by assertions only
  answerTo(id: number): Promise<any> {
    let looked = 0;
    return eventually(() => {
      const { events } = this.stream;
      const fresh = events.slice(looked).map(messageIn);
      looked = events.length;
      const found = fresh.find((message) => message?.id === id && !('method' in message));
      if (!found) throw new Error(`no answer to ${id} yet`);
      return found;
    });
  }

  get messages(): Record<string, unknown>[] {
    return this.stream.events.map(messageIn).filter((message) => message !== undefined);
  }

  post(body: object | string, sending: Sending = {}): Promise<RawAnswer> {
    return this.send({ method: 'POST', path: this.endpoint, body, ...sending });
  }

  async send(sending: Sending): Promise<RawAnswer> {
    const answer = await this.begin(sending);
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return { status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(chunks) };
  }

  private async begin({
    method,
    path = this.endpoint,
    body,
    headers = {},
  }: Sending): Promise<IncomingMessage> {
    const outgoing = request(new URL(path, this.url), {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json', ...headers },
    });
    outgoing.end(typeof body === 'object' ? JSON.stringify(body) : body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    return answer;
  }
}

function messageIn({ type, data }: { type: string; data: string }): Record<string, unknown> | undefined {
  return type === 'message' ? (JSON.parse(data) as Record<string, unknown>) : undefined;
}
