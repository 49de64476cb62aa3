import type { ApiRoutes, RouteKey } from '../../api/routes.js';
import type { Connection } from './connection.js';
import { CommandError } from './errors.js';
import { parseExact, stringifyExact } from './exact-json.js';
import { refusal } from './refusal.js';
import { unreachable } from './unreachable.js';

const DEFAULT_TIMEOUT_MS = 30_000;

type ParameterOf<Path> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParameterOf<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

type Needed<Key extends string, Value> = [Value] extends [never] ? unknown : { [K in Key]: Value };
type Parameters<K extends RouteKey> = [ParameterOf<K>] extends [never]
  ? never
  : Record<ParameterOf<K>, string>;

interface SendOptions {
  /** Until the last byte of the answer has come. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** What a route needs: its path parameters, query and body, each where it has one. */
export type CallOptions<K extends RouteKey> = Needed<'params', Parameters<K>> &
  Needed<'query', ApiRoutes[K]['query']> &
  Needed<'body', ApiRoutes[K]['body']> &
  SendOptions;

type CallArguments<K extends RouteKey> =
  Record<never, never> extends CallOptions<K> ? [options?: CallOptions<K>] : [options: CallOptions<K>];

interface Request extends SendOptions {
  params?: Record<string, string>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  accept?: string;
}

/** The server's REST API, typed by the route map, so that a wrong call does not compile. */
export class ApiClient {
  constructor(readonly connection: Connection) {}

  /** @throws CommandError when the server cannot be reached, refuses, or is not mcpjungle */
  async call<K extends RouteKey>(route: K, ...[options]: CallArguments<K>): Promise<ApiRoutes[K]['result']> {
    const response = await this.send(route, options);
    return (await this.read(response)) as ApiRoutes[K]['result'];
  }

  /** Sends a request; what comes back has a status of success. Its body is the caller's to read. */
  async send(route: RouteKey, request: Request = {}): Promise<Response> {
    const { url, token } = this.connection;
    const [method = 'GET', path = ''] = route.split(' ');
    const { body, signal, timeoutMs = DEFAULT_TIMEOUT_MS } = request;
    const signals = [signal, Number.isFinite(timeoutMs) && AbortSignal.timeout(timeoutMs)];
    const response = await fetch(url + fillIn(path, request), {
      method,
      headers: {
        accept: request.accept ?? 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : stringifyExact(body),
      redirect: 'manual',
      signal: AbortSignal.any(signals.filter((one) => one instanceof AbortSignal)),
    }).catch((error: unknown) => {
      throw unreachable(error, url);
    });
    if (!response.ok) throw refusal(await this.refused(response), this.connection);
    return response;
  }

  /** Reads an answer's JSON; undefined when it has no body. */
  async read(response: Response): Promise<unknown> {
    const text = await this.text(response);
    if (text === '') return undefined;
    try {
      return parseExact(text);
    } catch {
      throw this.notMcpjungle(response);
    }
  }

  private async refused(response: Response) {
    const text = await this.text(response);
    const location = response.headers.get('location');
    return { status: response.status, text, location: location === null ? undefined : location };
  }

  private text(response: Response): Promise<string> {
    return response.text().catch((error: unknown) => {
      throw unreachable(error, this.connection.url);
    });
  }

  private notMcpjungle(response: Response): CommandError {
    const type = response.headers.get('content-type') ?? 'no content type';
    return new CommandError(
      `${this.connection.url} does not answer like an mcpjungle server (status ${response.status}, ${type}); is the URL right?`,
      { code: 'unexpected_answer', status: response.status },
    );
  }
}

function fillIn(path: string, { params = {}, query = {} }: Request): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}
