import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

interface HttpRequest {
  method: string;
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

/** An answer whose head has come; its body is still to be read. */
export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: IncomingMessage;
}

/**
 * One request, without following redirects. `fetch` takes three times as long to load, refuses some ports
 * and gives up by itself after five minutes without a byte.
 */
export async function httpRequest(url: string, { body, ...options }: HttpRequest): Promise<HttpAnswer> {
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  return new Promise((resolve, reject) => {
    request(url, options, (answer) =>
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer }),
    )
      .on('error', reject)
      .end(body);
  });
}
