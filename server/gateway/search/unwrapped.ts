import type { Scope } from '../../policy/policy.js';
import { members } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';
import { type Edit, splice } from '../../wire/splice.js';
import { InvalidParamsError } from '../core/call-error.js';
import { stringMember } from '../core/params.js';
import { CALL_TOOL } from './search-tools.js';

/**
 * A request as it is meant: a call of `call_tool` becomes the call of the tool it names, whose arguments stay the
 * bytes that the client wrote. From then on nothing tells it from a call made directly.
 * @throws InvalidParamsError when it names no tool
 * @throws WireError when it names one twice
 */
export function unwrapped({ discovery }: Scope, request: Message): Message {
  if (discovery !== 'search' || request.method !== 'tools/call') return request;
  const { bytes, members: params } = request;
  const name = stringMember(bytes, params, 'name');
  if (name.value !== CALL_TOOL) return request;
  const outer = params.get('arguments');
  if (!outer) throw new InvalidParamsError('"arguments" must name a tool');
  const wrapped = members(bytes, outer);
  const { value } = stringMember(bytes, wrapped, 'name');
  const inner = wrapped.get('arguments');
  const edits: Edit[] = [
    { ...name.span, text: JSON.stringify(value) },
    { ...outer, text: inner ? bytes.toString('utf8', inner.start, inner.end) : '{}' },
  ];
  return readMessage(
    splice(
      bytes,
      edits.sort((a, b) => a.start - b.start),
    ),
  );
}
