import { OPEN_ARRAY, OPEN_OBJECT, skipSpace, skipValue } from './json-scanner.js';
import { jsonText, type MemberTable, NO_MEMBERS, readMembers, stringValue } from './members.js';
import type { Message, Span } from './message.js';
import { JsonRpcCode, WireError } from './wire-error.js';

/** MCP carries all it says in one of these (2025-11-25, basic, Messages). */
const PAYLOADS = new Set(['params', 'result', 'error']);

/**
 * Looks at a message: at its own level and the first level of what it carries. The rest is passed over, so
 * a megabyte in one string costs microseconds.
 * @throws WireError -32700 when it is not JSON, -32600 when it is no single JSON-RPC 2.0 message, or one
 * that holds a key twice by which its kind or id is decided
 */
export function readMessage(input: Buffer): Message {
  const bytes = withoutBom(input);
  const start = skipSpace(bytes, 0);
  if (bytes[start] !== OPEN_OBJECT) throw notAnObject(bytes, start);
  let carried: MemberTable | undefined;
  const top = readMembers(bytes, start, (key, at) => {
    if (bytes[at] !== OPEN_OBJECT || !PAYLOADS.has(key)) return skipValue(bytes, at);
    carried = readMembers(bytes, at);
    return carried.end;
  });
  if (skipSpace(bytes, top.end) < bytes.length) throw new WireError('bytes follow the message');
  return describe(bytes, top, carried);
}

function describe(bytes: Buffer, top: MemberTable, carried: MemberTable | undefined): Message {
  const version = top.get('jsonrpc');
  if (!version || stringValue(bytes, version) !== '2.0') throw invalid('"jsonrpc" must be "2.0"');
  const idSpan = top.get('id');
  const kind = kindOf(top, idSpan);
  const method = top.get('method');
  return {
    bytes,
    kind,
    id: idSpan && idText(bytes, idSpan, kind),
    idSpan,
    method: method && methodName(bytes, method),
    payload: top.get(kind === 'result' || kind === 'error' ? kind : 'params'),
    members: carried ?? NO_MEMBERS,
  };
}

function kindOf(top: MemberTable, id: Span | undefined): Message['kind'] {
  const [method, result, error] = [top.get('method'), top.get('result'), top.get('error')];
  if (method && !result && !error) return id ? 'request' : 'notification';
  if (method || top.get('params') || !result === !error) {
    throw invalid('a message has either a method, a result or an error');
  }
  if (result && !id) throw invalid('a result needs an id');
  return result ? 'result' : 'error';
}

/** MCP allows strings and numbers; an error that could not read its request's id has `null`. */
function idText(bytes: Buffer, span: Span, kind: Message['kind']): string {
  const first = bytes[span.start]!;
  // A quote, a minus or a digit: everything else that begins a value stands behind the digits in ASCII.
  if (first <= 0x39) return jsonText(bytes, span);
  if (first === 0x6e && kind === 'error') return 'null';
  throw invalid('"id" must be a string or a number');
}

function methodName(bytes: Buffer, span: Span): string {
  const method = stringValue(bytes, span);
  if (method === undefined) throw invalid('"method" must be a string');
  return method;
}

function withoutBom(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function notAnObject(bytes: Buffer, at: number): WireError {
  skipValue(bytes, at);
  return invalid(bytes[at] === OPEN_ARRAY ? 'batches are not part of MCP' : 'a message is an object');
}

function invalid(message: string): WireError {
  return new WireError(message, JsonRpcCode.invalidRequest);
}
