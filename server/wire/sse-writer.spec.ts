import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonText } from '../../test/support/arbitrary-json.js';
import { SseParser } from './sse-parser.js';
import { sseEvent } from './sse-writer.js';

describe('sseEvent', () => {
  it('writes a message as one event', () => {
    expect(sseEvent(Buffer.from('{"a":"é"}')).toString()).toBe('event: message\ndata: {"a":"é"}\n\n');
    expect(sseEvent(Buffer.from('{}'), { id: 'p-1' }).toString()).toBe(
      'id: p-1\nevent: message\ndata: {}\n\n',
    );
  });

  it('lets no line end through by which a sender could begin an event', () => {
    const message = Buffer.from('{"a":\r\n\r\ndata: 1\n\rid: 2}\n');
    expect(sseEvent(message).toString()).toBe('event: message\ndata: {"a":    data: 1  id: 2} \n\n');
    expect(message.includes('\r')).toBe(true);
  });

  it('writes any JSON so that a reader gets the same value', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const events: Buffer[] = [];
        const parser = new SseParser({ maxEventBytes: 1e6, onEvent: (data) => events.push(data) });
        parser.push(sseEvent(Buffer.from(text), { id: '1' }));
        expect(events).toHaveLength(1);
        expect(JSON.parse(events[0]!.toString())).toEqual(JSON.parse(Buffer.from(text).toString()));
      }),
      { numRuns: 500 },
    );
  });
});
