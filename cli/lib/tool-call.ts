import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { JsonObject, ToolResultView } from '../../api/tools.js';
import type { Progress } from './activity.js';
import type { ApiClient } from './api-client.js';
import { CommandError, type LocalErrorCode } from './errors.js';
import { parseExact } from './exact-json.js';
import { refusal } from './refusal.js';
import { unreachable } from './unreachable.js';

interface ToolCall {
  name: string;
  arguments: JsonObject;
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
  options: CallOptions,
): Promise<ToolResultView> {
  const { onProgress, signal, timeoutMs = Infinity } = options;
  const response = await api.send('POST /api/v0/tools/call', {
    body: call,
    accept: 'text/event-stream',
    signal,
    timeoutMs,
  });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    return (await api.read(response)) as ToolResultView;
  }
  try {
    for await (const { event, data } of events(response)) {
      if (event === 'progress') onProgress(JSON.parse(data) as Progress);
      if (event === 'result') return parseExact(data) as ToolResultView;
      if (event === 'error') throw refusal({ status: response.status, text: data }, api.connection);
    }
  } catch (error) {
    throw error instanceof CommandError ? error : unreachable(error, api.connection.url);
  }
  throw new CommandError(`${api.connection.url} broke off the call before its result came`, {
    code: 'unreachable' satisfies LocalErrorCode,
  });
}

function events(response: Response) {
  const empty = new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
  return (response.body ?? empty)
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
}
