import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LineReader } from './line-reader.js';

interface Read {
  lines: string[];
  tooLong: number;
  floods: number;
}

async function read(chunks: Buffer[], maxBytes = 8): Promise<Read> {
  const found: Read = { lines: [], tooLong: 0, floods: 0 };
  const reader = new LineReader({
    maxBytes,
    onLine: (line) => void found.lines.push(line.toString('latin1')),
    onTooLong: () => void found.tooLong++,
    onFlood: () => void found.floods++,
  });
  for (const chunk of chunks) await reader.push(chunk);
  return found;
}

describe('lines', () => {
  it('are the same however the bytes arrive, and those too long are left out', async () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\n', '\r\n', 'é'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(60)), async (parts, cuts) => {
        const bytes = Buffer.from(parts.join(''));
        const places = [0, ...cuts.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        const whole = bytes.toString('latin1').split('\n').slice(0, -1);
        const expected = whole
          .filter((line) => line.length <= 8)
          .map((line) => line.replace(/\r$/, ''))
          .filter((line) => line !== '');
        expect((await read(chunks)).lines).toEqual(expected);
      }),
    );
  });

  it('that are too long are told of once, and of a flood when there is no end', async () => {
    const long = Buffer.alloc(10, 'x');
    expect(await read([long, Buffer.from('\nok\n')])).toEqual({ lines: ['ok'], tooLong: 1, floods: 0 });
    const { tooLong, floods } = await read(Array.from({ length: 20 }, () => long));
    expect([tooLong, floods > 0]).toEqual([1, true]);
  });

  it('come one after the other, the next when the one before is done with', async () => {
    const order: string[] = [];
    const reader = new LineReader({
      maxBytes: 100,
      onLine: async (line) => {
        order.push(`begin ${line.toString()}`);
        await Promise.resolve();
        order.push(`end ${line.toString()}`);
      },
      onTooLong: () => {},
      onFlood: () => {},
    });
    await reader.push(Buffer.from('1\n2\n'));
    expect(order).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
  });
});
