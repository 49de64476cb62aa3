import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

const PROTOCOL_VERSION = '2025-11-25';
const MODERN_REVISION = '2026-07-28';

/** A legacy client with connections of its own, which can vanish without a goodbye. */
export class Client {
  #agent = new Agent({ keepAlive: true });
  #headers;
  #lastId = 0;

  constructor(url, token) {
    this.url = url;
    this.#headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': PROTOCOL_VERSION,
    };
  }

  /** @returns a client in a session of its own */
  static async open(url, token) {
    const client = new Client(url, token);
    const clientInfo = { name: 'bench', version: '1.0.0' };
    const params = { protocolVersion: PROTOCOL_VERSION, capabilities: {}, clientInfo };
    const answer = await client.#send('POST', { id: 0, method: 'initialize', params });
    client.#headers['mcp-session-id'] = answer.headers['mcp-session-id'];
    await client.#send('POST', { method: 'notifications/initialized' });
    return client;
  }

  /** Opens the session's stream. */
  async listen() {
    await this.#begin('GET');
  }

  /** Calls a tool. @returns the JSON-RPC answer */
  async call(name) {
    const { body } = await this.#send('POST', {
      id: ++this.#lastId,
      method: 'tools/call',
      params: { name, arguments: {} },
    });
    return JSON.parse(body);
  }

  /** Says goodbye. */
  async end() {
    await this.#send('DELETE');
    this.vanish();
  }

  /** Cuts all connections. */
  vanish() {
    this.#agent.destroy();
  }

  async #send(method, message) {
    const answer = await this.#begin(method, message);
    return { headers: answer.headers, body: await text(answer) };
  }

  async #begin(method, message) {
    const outgoing = request(this.url, { method, headers: this.#headers, agent: this.#agent });
    outgoing.end(message && JSON.stringify({ jsonrpc: '2.0', ...message }));
    const [answer] = await once(outgoing, 'response');
    if (answer.statusCode >= 400)
      throw new Error(`${method} answered ${answer.statusCode}: ${await text(answer)}`);
    answer.on('error', () => {}); // it was cut
    return answer;
  }
}

/** A client of HTTP+SSE, as far as being connected goes. @returns what cuts the connection */
export function connectBySse(url, token) {
  return openStream(url, { headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' } });
}

/** A client of the modern era that listens to changes of tools. @returns what cuts the connection */
export function listenModern(url, token) {
  const method = 'subscriptions/listen';
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': MODERN_REVISION,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': MODERN_REVISION,
    'mcp-method': method,
  };
  const params = { notifications: { toolsListChanged: true }, _meta };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  return openStream(url, { method: 'POST', headers, body });
}

/** Waits until something has come. @returns what cuts the connection */
async function openStream(url, { method = 'GET', headers, body }) {
  const agent = new Agent();
  const outgoing = request(url, { method, headers, agent });
  outgoing.end(body);
  const [answer] = await once(outgoing, 'response');
  answer.on('error', () => {}).resume();
  if (answer.statusCode !== 200) throw new Error(`${method} ${url} answered ${answer.statusCode}`);
  await once(answer, 'data');
  return () => agent.destroy();
}
