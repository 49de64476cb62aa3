import { QUOTE, skipString } from './json-string.js';
import { WireError } from './wire-error.js';

const BACKSLASH = 0x5c;

/** What MCP's messages and event streams consist of: met again and again, so never made anew. */
const COMMON = [
  ...['jsonrpc', '2.0', 'id', 'method', 'params', 'result', 'error', '_meta', 'progressToken', 'cursor'],
  ...['name', 'arguments', 'uri', 'content', 'contents', 'isError', 'structuredContent', 'messages'],
  ...['code', 'message', 'data', 'level', 'logger', 'progress', 'total', 'requestId', 'reason'],
  ...['event', 'retry'],
  ...['tools/call', 'tools/list', 'prompts/get', 'resources/read', 'ping', 'notifications/progress'],
];

const SLOTS = 256;
const common = new Array<{ text: string; bytes: Buffer } | undefined>(SLOTS).fill(undefined);
for (const text of COMMON)
  common[slotOf(Buffer.from(text), 0, text.length)] ??= { text, bytes: Buffer.from(text) };

/**
 * @param at the opening quote of a string whose end was already found
 * @throws WireError when it is malformed
 */
export function decodeString(bytes: Buffer, at: number): string {
  const end = plainEnd(bytes, at + 1);
  if (end === undefined) return parse(bytes.toString('utf8', at, skipString(bytes, at)));
  return asciiString(bytes, at + 1, end);
}

/** The ASCII text from `start` up to `end`. */
export function asciiString(bytes: Buffer, start: number, end: number): string {
  return commonString(bytes, start, end) ?? bytes.toString('latin1', start, end);
}

/** Where the string ends, if it is all printable ASCII without escapes. */
function plainEnd(bytes: Buffer, at: number): number | undefined {
  for (let end = at; end < bytes.length; end++) {
    const byte = bytes[end]!;
    if (byte === QUOTE) return end;
    if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return undefined;
  }
  return undefined;
}

function commonString(bytes: Buffer, start: number, end: number): string | undefined {
  const found = common[slotOf(bytes, start, end)];
  if (found?.bytes.length !== end - start) return undefined;
  for (let index = 0; index < found.bytes.length; index++) {
    if (found.bytes[index] !== bytes[start + index]) return undefined;
  }
  return found.text;
}

function slotOf(bytes: Buffer, start: number, end: number): number {
  return (bytes[start]! * 7 + bytes[end - 1]! * 31 + (end - start) * 13) % SLOTS;
}

function parse(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new WireError('a string is malformed');
  }
}
