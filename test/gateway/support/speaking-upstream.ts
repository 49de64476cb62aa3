import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Offer } from '../../support/listing-upstream.js';
import { HELLO, type Received, result, ScriptedUpstream, stream } from './scripted-upstream.js';

type Send = ReturnType<typeof stream>['send'];

/** A call that waits for its answer. */
interface Waiting {
  readonly label: string;
  /** Those of its session. */
  readonly streams: ReadonlySet<Send>;
  readonly speak: () => void;
  readonly answer: () => void;
}

const CAPABILITIES = { tools: {}, prompts: {}, resources: { subscribe: true }, logging: {} };

/**
 * A legacy server that talks a lot: of resources to every session, whatever it subscribed to; and in calls, on the
 * streams of the call and of its session. A call says who makes it in its argument `label`.
 */
export class SpeakingUpstream {
  /** The calls that wait, by the order in which they came. */
  readonly waiting: Waiting[] = [];
  private readonly sessions = new Map<string, Set<Send>>();
  private readonly pongs = new EventEmitter();
  private lastPing = 0;
  private upstream!: ScriptedUpstream;

  private constructor(private readonly offer: Offer) {}

  static async open(offer: Offer): Promise<SpeakingUpstream> {
    const server = new SpeakingUpstream(offer);
    server.upstream = await ScriptedUpstream.start((received, response) => server.serve(received, response));
    return server;
  }

  get url(): string {
    return this.upstream.url;
  }

  /** Tells every session that a resource changed. */
  update(uri: string): void {
    for (const streams of this.sessions.values()) {
      for (const send of streams) send({ method: 'notifications/resources/updated', params: { uri } });
    }
  }

  /** Whether the sessions of the calls that wait have streams of their own. */
  get isHeard(): boolean {
    return this.waiting.every(({ streams }) => streams.size > 0);
  }

  /** Speaks in the calls that wait, and answers them once what was said on the streams of sessions was heard. */
  async finish(): Promise<void> {
    for (const { speak } of this.waiting) speak();
    await Promise.all(this.waiting.flatMap(({ streams }) => [...streams]).map((send) => this.ping(send)));
    for (const { answer } of this.waiting.splice(0)) answer();
  }

  private async ping(send: Send): Promise<void> {
    const id = `ping-${++this.lastPing}`;
    const pong = once(this.pongs, id);
    send({ id, method: 'ping' });
    await pong;
  }

  private serve(received: Received, response: ServerResponse): void {
    const { method, headers, rpc } = received;
    const session = String(headers['mcp-session-id']);
    if (method === 'GET') return this.listen(session, response);
    if (rpc.method === undefined) this.pongs.emit(String(rpc.id));
    if (method === 'DELETE' || rpc.id === undefined || rpc.method === undefined)
      return void response.writeHead(202).end();
    if (rpc.method === 'tools/call') return this.call(received, this.sessions.get(session)!, response);
    if (rpc.method !== 'initialize') return result(received, response, this.list(rpc.method));
    const id = `session-${this.sessions.size + 1}`;
    this.sessions.set(id, new Set());
    response.setHeader('mcp-session-id', id);
    const { instructions } = this.offer;
    result(received, response, { ...HELLO, capabilities: CAPABILITIES, instructions });
  }

  private listen(session: string, response: ServerResponse): void {
    const streams = this.sessions.get(session)!;
    const { send } = stream(response);
    streams.add(send);
    response.on('close', () => streams.delete(send));
  }

  /** The result of a request that is no call: a list, or nothing. */
  private list(method: string): string {
    const name = method === 'resources/templates/list' ? 'resourceTemplates' : method.split('/')[0]!;
    const pages = method.endsWith('/list') ? this.offer[name as 'tools'] : undefined;
    return pages ? `{"${name}":[${pages.flat().join(',')}]}` : '{}';
  }

  private call({ rpc }: Received, streams: ReadonlySet<Send>, response: ServerResponse): void {
    const { arguments: args, _meta } = rpc.params as {
      arguments: { label: string; client: string };
      _meta: { progressToken: string };
    };
    const { label, client } = args;
    const { send } = stream(response);
    const say = (to: Send, said: string) => {
      to({ method: 'notifications/message', params: { level: 'info', data: said } });
      to({ method: 'notifications/progress', params: { ..._meta, progress: 1, message: said } });
    };
    const speak = () => {
      say(send, `in a call of ${label}.`);
      for (const each of streams) say(each, `in a session of ${client}.`);
    };
    const answer = () => {
      send({ id: rpc.id, result: { content: [{ type: 'text', text: `answer to ${label}.` }] } });
      response.end();
    };
    speak();
    this.waiting.push({ label, streams, speak, answer });
  }
}
