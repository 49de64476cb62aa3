const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const PROTOCOL_VERSION = '2025-11-25';

interface SessionOptions {
  /** The gateway's base URL. */
  url: string;
  token?: string;
}

/** A message of JSON-RPC as it came, loosely typed: tests look at what they expect. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, examined by assertions only
export type Answer = { status: number; message: any };

/** A legacy MCP session spoken by hand, for what no SDK client shows: statuses, session ids, open streams. */
export class RawSession {
  private nextId = 1;

  private constructor(
    private readonly endpoint: string,
    readonly headers: Record<string, string>,
  ) {}

  /** Says `initialize` and `initialized`. @throws when the gateway refuses */
  static async open({ url, token }: SessionOptions): Promise<RawSession> {
    const headers = { ...HEADERS, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    const session = new RawSession(`${url}/mcp`, headers);
    const clientInfo = { name: 'raw', version: '1.0.0' };
    const params = { protocolVersion: PROTOCOL_VERSION, capabilities: {}, clientInfo };
    const answer = await session.post({ jsonrpc: '2.0', id: 0, method: 'initialize', params });
    if (answer.status !== 200)
      throw new Error(`initialize answered ${answer.status}: ${await answer.text()}`);
    await answer.text();
    const id = answer.headers.get('mcp-session-id') ?? '';
    Object.assign(headers, { 'mcp-session-id': id, 'mcp-protocol-version': PROTOCOL_VERSION });
    await session.post({ jsonrpc: '2.0', method: 'notifications/initialized' });
    return session;
  }

  async request(method: string, params: object = {}): Promise<Answer> {
    const answer = await this.post({ jsonrpc: '2.0', id: this.nextId++, method, params });
    return { status: answer.status, message: lastMessage(await answer.text()) };
  }

  callTool(name: string, args: object): Promise<Answer> {
    return this.request('tools/call', { name, arguments: args });
  }

  /** Names of all tools of the first page. */
  async toolNames(): Promise<string[]> {
    const { message } = await this.request('tools/list');
    return (message.result.tools as { name: string }[]).map((tool) => tool.name);
  }

  /** Opens the standalone stream. @returns a promise that resolves when the gateway ends it */
  async openStream(): Promise<{ ended: Promise<void> }> {
    const answer = await fetch(this.endpoint, { headers: { ...this.headers, accept: 'text/event-stream' } });
    if (answer.status !== 200) throw new Error(`GET answered ${answer.status}`);
    const ended = answer.text().then(
      () => undefined,
      () => undefined,
    );
    return { ended };
  }

  private post(message: object): Promise<Response> {
    return fetch(this.endpoint, { method: 'POST', headers: this.headers, body: JSON.stringify(message) });
  }
}

/** The body's message; of an event stream the last one, which is the answer. */
function lastMessage(body: string): unknown {
  const events = body.split('\n').filter((line) => line.startsWith('data: {'));
  const text = events.at(-1)?.slice('data: '.length) ?? body;
  return text === '' ? undefined : JSON.parse(text);
}
