import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an authorization server sends back with the browser. */
export interface CallbackAnswer {
  code?: string;
  state: string;
  /** Empty when it was not there. */
  iss: string;
  error?: string;
}

const PATH = '/oauth/callback';
const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>mcpjungle</title></head>
<body><p>You can close this page and go back to the terminal.</p></body></html>
`;

/** Waits on this machine for a browser to come back from an authorization server (RFC 8252, section 7.3). */
export class CallbackListener {
  readonly answer: Promise<CallbackAnswer>;
  private take: (answer: CallbackAnswer) => void = () => {};

  private constructor(private readonly server: Server) {
    this.answer = new Promise((resolve) => (this.take = resolve));
    server.on('request', ({ url = '' }, response: ServerResponse) => this.hear(url, response));
  }

  static async open(): Promise<CallbackListener> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return new CallbackListener(server);
  }

  get redirectUri(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${PATH}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private hear(url: string, response: ServerResponse): void {
    const answer = answerIn(`http://127.0.0.1${url}`);
    if (!answer || !url.startsWith(`${PATH}?`)) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', connection: 'close' }).end(PAGE);
    // The page is there before whoever waits goes on, and perhaps ends.
    response.once('close', () => this.take(answer));
  }
}

/** Whether an address leads to the machine that it is opened on. */
export function isLoopback(url: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}

/** Reads the address that a browser was sent back to. @returns undefined when it is none of that kind */
export function answerIn(text: string): CallbackAnswer | undefined {
  if (!URL.canParse(text)) return undefined;
  const { searchParams } = new URL(text);
  const [code, state, iss, error] = ['code', 'state', 'iss', 'error'].map((name) => searchParams.get(name));
  if (!state || (!code && !error)) return undefined;
  return { code: code ?? undefined, state, iss: iss ?? '', error: error ?? undefined };
}
