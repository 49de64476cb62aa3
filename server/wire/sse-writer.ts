const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

export interface EventFields {
  /** What a client sends as `Last-Event-ID` to go on after this event; without line ends. */
  readonly id?: string;
  /** `message`, as MCP has it, unless given. */
  readonly type?: string;
}

/**
 * One message as a server-sent event. Raw line ends, which JSON allows between its tokens, become spaces:
 * otherwise whoever wrote the message could begin an event of his own.
 */
export function sseEvent(message: Buffer, { id, type = 'message' }: EventFields = {}): Buffer {
  const head = `${id === undefined ? '' : `id: ${id}\n`}event: ${type}\ndata: `;
  const headLength = Buffer.byteLength(head);
  const event = Buffer.allocUnsafe(headLength + message.length + 2);
  event.write(head);
  message.copy(event, headLength);
  blank(event, { byte: LF, from: headLength });
  blank(event, { byte: CR, from: headLength });
  event[event.length - 2] = LF;
  event[event.length - 1] = LF;
  return event;
}

function blank(event: Buffer, { byte, from }: { byte: number; from: number }): void {
  const body = event.subarray(from, -2);
  for (let at = body.indexOf(byte); at >= 0; at = body.indexOf(byte, at)) body[at] = SPACE;
}
