import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { JsonObject, ToolResultView } from '../../api/tools.js';
import type { Progress } from './activity.js';
import type { Answer } from './answer.js';
import type { ApiClient } from './api-client.js';
import { CommandError, type LocalErrorCode } from './errors.js';
import { parseExact } from './exact-json.js';
import { refusal } from './refusal.js';

interface ToolCall {
  name: string;
  arguments: JsonObject;
  /** The call is refused when the tool does not belong to it. */
  group: string | undefined;
}

interface CallOptions {
  onProgress: (progress: Progress) => void;
  signal: AbortSignal;
  /** Without it the server's own limit counts. */
  timeoutMs?: number;
}

/**
 * Calls a tool and follows its progress: the answer is a stream of `progress` events that ends with `result`
 * or `error`, or plain JSON.
 * @throws CommandError when the call was refused or broke off; a tool's own error is a result
 */
export async function callTool(
  api: ApiClient,
  call: ToolCall,
  { onProgress, signal, timeoutMs = Infinity }: CallOptions,
): Promise<ToolResultView> {
  const accept = 'text/event-stream';
  const answer = await api.send('POST /api/v0/tools/call', { body: call, accept, signal, timeoutMs });
  if (!answer.contentType.startsWith(accept)) return (await answer.json()) as ToolResultView;
  for await (const { event, data } of eventsOf(answer)) {
    if (event === 'progress') onProgress(JSON.parse(data) as Progress);
    if (event === 'result') return parseExact(data) as ToolResultView;
    if (event === 'error') throw refusal({ text: data }, api.connection);
  }
  throw new CommandError(`${api.connection.url} broke off the call before its result came`, {
    code: 'unreachable' satisfies LocalErrorCode,
  });
}

async function* eventsOf(answer: Answer): AsyncGenerator<EventSourceMessage> {
  let arrived: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => arrived.push(event) });
  for await (const chunk of answer.chunks()) {
    parser.feed(chunk);
    yield* arrived;
    arrived = [];
  }
}
