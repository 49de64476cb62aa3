import type { Message, Span } from '../../wire/message.js';

/** A result as the upstream wrote it. */
export function asMcp({ bytes, payload }: Message): Buffer {
  return slice(bytes, payload!);
}

/** A prompt under the names that the REST API has for its parts; their values are the upstream's bytes. */
export function asRenderedPrompt({ bytes, members }: Message): Buffer {
  const meta = members.get('_meta');
  return Buffer.concat([
    Buffer.from('{"description":'),
    valueOr(bytes, members.get('description'), '""'),
    Buffer.from(',"messages":'),
    valueOr(bytes, members.get('messages'), '[]'),
    ...(meta ? [Buffer.from(',"meta":'), slice(bytes, meta)] : []),
    Buffer.from('}'),
  ]);
}

function valueOr(bytes: Buffer, span: Span | undefined, otherwise: string): Buffer {
  return span ? slice(bytes, span) : Buffer.from(otherwise);
}

function slice(bytes: Buffer, { start, end }: Span): Buffer {
  return bytes.subarray(start, end);
}
