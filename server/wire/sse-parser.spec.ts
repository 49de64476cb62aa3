import { describe, expect, it } from '@jest/globals';
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { EventTooLargeError, SseParser } from './sse-parser.js';

interface Seen {
  data: string;
  type: string;
  id: string;
}

/** A stream made of what such streams are made of, in any order. */
const stream = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('\n', '\r', '\r\n', '\n\n', '\r\r', '\r\n\r\n') },
      fc.constantFrom(
        'data:',
        'data: ',
        'data',
        'event: message',
        'event:',
        'id: 1',
        'id:',
        'id: \0',
        'retry: 5',
        ':',
      ),
      fc.constantFrom('{"a":1}', 'é', '\u{1f600}', ' ', ':', 'x', 'databases: 1', '\ufeff'),
    ),
    { maxLength: 40 },
  )
  // The reference waits for what follows a CR at the very end; a last comment tells it.
  .map((parts) => Buffer.from(`${parts.join('')}: end`));

describe('SseParser', () => {
  it('splits any stream, however it is cut, as the reference parser does', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(5)), (bytes, sizes) => {
        const { seen } = parse(chunks(bytes, sizes));
        expect(seen.map(({ data, type }) => ({ data, type }))).toEqual(reference(bytes));
      }),
      { numRuns: 5000 },
    );
  });

  it('joins the lines of an event and takes its type', () => {
    const { seen } = parse([Buffer.from('event: endpoint\ndata: a\ndata:b\ndata:  c\n\ndata: d\n\n')]);
    expect(seen).toEqual([
      { data: 'a\nb\n c', type: 'endpoint', id: '' },
      { data: 'd', type: 'message', id: '' },
    ]);
  });

  it('ignores one byte order mark at the start, also when it comes in pieces', () => {
    const bytes = Buffer.from('\ufeffdata: a\n\n\ufeffdata: b\n\n');
    expect(parse([...bytes].map((byte) => Buffer.of(byte))).seen.map(({ data }) => data)).toEqual(['a']);
  });

  it('remembers the id of the last event that was complete, and the time to wait', () => {
    const { parser, seen } = parse([
      Buffer.from('id: 1\ndata: a\n\ndata: b\n\nid: 2\nretry: 1500\ndata: c\n'),
    ]);
    expect(seen.map(({ id }) => id)).toEqual(['1', '1']);
    expect(parser).toMatchObject({ lastEventId: '1', retryMs: 1500 });
    parser.push(Buffer.from('\n'));
    expect(parser.lastEventId).toBe('2');
  });

  it('takes an id that comes without data', () => {
    expect(parse([Buffer.from('id: 7\n\n')])).toMatchObject({ parser: { lastEventId: '7' }, seen: [] });
  });

  it.each([
    ['one long line', ['data: ', 'x'.repeat(600), 'x'.repeat(600)]],
    ['many lines', Array.from({ length: 20 }, () => `data: ${'x'.repeat(60)}\n`)],
    ['lines of nothing', Array.from({ length: 1100 }, () => 'data:\n')],
    ['a line of no field', ['x'.repeat(1200)]],
  ])('gives up on an event of %s that is too large', (_, parts) => {
    expect(() => parse(parts.map((part) => Buffer.from(part)))).toThrow(EventTooLargeError);
  });

  it('counts each event for itself', () => {
    const { seen } = parse(
      Array.from({ length: 10 }, () => Buffer.from(`data: ${'x'.repeat(600)}\n\n: comment\n`)),
    );
    expect(seen).toHaveLength(10);
  });
});

function parse(input: Buffer[]): { parser: SseParser; seen: Seen[] } {
  const seen: Seen[] = [];
  const parser: SseParser = new SseParser({
    maxEventBytes: 1000,
    onEvent: (data, type) => seen.push({ data: data.toString(), type, id: parser.lastEventId }),
  });
  for (const chunk of input) parser.push(chunk);
  return { parser, seen };
}

function reference(bytes: Buffer): { data: string; type: string }[] {
  const seen: { data: string; type: string }[] = [];
  const onEvent = ({ data, event }: { data: string; event?: string }) =>
    seen.push({ data, type: event ? event : 'message' });
  createParser({ onEvent }).feed(new TextDecoder().decode(bytes));
  return seen;
}

function chunks(bytes: Buffer, sizes: number[]): Buffer[] {
  const found: Buffer[] = [];
  let from = 0;
  for (const size of sizes) found.push(bytes.subarray(from, (from += size)));
  return [...found, bytes.subarray(from)];
}
