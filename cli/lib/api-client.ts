import type { ApiRoutes, RouteKey } from '../../api/routes.js';
import type { Connection } from './connection.js';
import { Answer } from './answer.js';
import { stringifyExact } from './exact-json.js';
import { httpRequest } from './http.js';
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
    const answer = await this.send(route, options);
    return (await answer.json()) as ApiRoutes[K]['result'];
  }

  /** Sends a request; what comes back has a status of success. Its body is the caller's to read. */
  async send(route: RouteKey, request: Request = {}): Promise<Answer> {
    const { url } = this.connection;
    const [method = 'GET', path = ''] = route.split(' ');
    const { body, signal: cancel, timeoutMs = DEFAULT_TIMEOUT_MS } = request;
    const timeout = Number.isFinite(timeoutMs) ? AbortSignal.timeout(timeoutMs) : undefined;
    const signal = AbortSignal.any([cancel, timeout].filter((one) => one !== undefined));
    const attempt = { url, timeoutMs, signal };
    const answer = await httpRequest(url + fillIn(path, request), {
      method,
      headers: this.headers(request),
      body: body === undefined ? undefined : stringifyExact(body),
      signal,
    }).catch((error: unknown) => {
      throw unreachable(error, attempt);
    });
    return new Answer(answer, { connection: this.connection, attempt }).accepted();
  }

  private headers({ accept = 'application/json', body }: Request): Record<string, string> {
    const { token } = this.connection;
    return {
      accept,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
  }
}

function fillIn(path: string, { params = {}, query = {} }: Request): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}
