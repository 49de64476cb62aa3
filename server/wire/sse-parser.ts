import { asciiString } from './decode-string.js';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;
/** The longest name of a field that means something. */
const LONGEST_FIELD = 'event'.length;

export interface SseParserOptions {
  /** More bytes than this in one event end the parsing. */
  readonly maxEventBytes: number;
  /** Gets the data of each event and its type, `message` unless the stream said otherwise. */
  readonly onEvent: (data: Buffer, type: string) => void;
}

/** An event is larger than its reader is willing to hold. */
export class EventTooLargeError extends Error {}

/**
 * Splits a stream of server-sent events, handed in by chunks, without decoding their data.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html, section 9.2.6
 */
export class SseParser {
  /** The id of the last complete event that had one; empty before. */
  lastEventId = '';
  /** How long the stream asked to wait before reconnecting. */
  retryMs: number | undefined;

  /** The beginning of a line whose end has not come. */
  private partial: Buffer[] = [];
  private data: Buffer[] = [];
  private heldBytes = 0;
  private type = '';
  private nextId: string | undefined;
  private afterCr = false;
  private atStart = true;

  constructor(private readonly options: SseParserOptions) {}

  /** @throws EventTooLargeError */
  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    let start = this.afterCr && chunk[0] === LF ? 1 : 0;
    this.afterCr = false;
    let lf = chunk.indexOf(LF, start);
    let cr = chunk.indexOf(CR, start);
    while (lf >= 0 || cr >= 0) {
      const atCr = cr >= 0 && (lf < 0 || cr < lf);
      const end = atCr ? cr : lf;
      this.endLine(chunk, start, end);
      start = end + 1;
      if (atCr && start === chunk.length) this.afterCr = true;
      if (atCr && lf === start) start++;
      if (lf >= 0 && lf < start) lf = chunk.indexOf(LF, start);
      if (atCr) cr = chunk.indexOf(CR, start);
    }
    if (start < chunk.length) this.hold(this.partial, chunk.subarray(start));
  }

  private endLine(chunk: Buffer, start: number, end: number): void {
    if (this.partial.length === 0) return this.line(chunk, start, end);
    const line = Buffer.concat([...this.partial, chunk.subarray(start, end)]);
    this.heldBytes -= this.partial.reduce((sum, part) => sum + cost(part), 0);
    this.partial = [];
    this.line(line, 0, line.length);
  }

  private line(bytes: Buffer, from: number, end: number): void {
    const start = this.atStart && startsWithBom(bytes, from) ? from + 3 : from;
    this.atStart = false;
    if (start === end) return this.dispatch();
    let colon = start;
    while (colon < end && bytes[colon] !== COLON) colon++;
    if (colon - start > LONGEST_FIELD) return;
    const value = bytes[colon + 1] === SPACE ? colon + 2 : colon + 1;
    this.field(asciiString(bytes, start, colon), bytes.subarray(Math.min(value, end), end));
  }

  private field(name: string, value: Buffer): void {
    switch (name) {
      case 'data':
        return this.hold(this.data, value);
      case 'event':
        this.type = value.toString();
        return;
      case 'id':
        if (!value.includes(0)) this.nextId = value.toString();
        return;
      case 'retry':
        if (/^[0-9]+$/.test(value.toString('latin1'))) this.retryMs = Number(value.toString('latin1'));
    }
  }

  private dispatch(): void {
    const { data, type } = this;
    this.lastEventId = this.nextId ?? this.lastEventId;
    this.data = [];
    this.heldBytes = 0;
    this.type = '';
    if (data.length > 0) this.options.onEvent(joinLines(data), type || 'message');
  }

  private hold(parts: Buffer[], part: Buffer): void {
    this.heldBytes += cost(part);
    if (this.heldBytes > this.options.maxEventBytes) throw new EventTooLargeError('event too large');
    parts.push(part);
  }
}

/** Empty parts count too: a stream of nothing but `data:` lines must not grow for ever. */
function cost(part: Buffer): number {
  return part.length + 1;
}

function joinLines(lines: Buffer[]): Buffer {
  if (lines.length === 1) return lines[0]!;
  const lineEnd = Buffer.of(LF);
  return Buffer.concat(lines.flatMap((line, index) => (index === 0 ? [line] : [lineEnd, line])));
}

function startsWithBom(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
}
