import { describe, expect, it } from '@jest/globals';
import { ErrorOutput } from './error-output.js';

function output(): { errors: ErrorOutput; logged: string[] } {
  const logged: string[] = [];
  return { errors: new ErrorOutput((line) => void logged.push(line)), logged };
}

describe('what a program writes to its standard error', () => {
  it('is logged by line, and its end is kept', () => {
    const { errors, logged } = output();
    for (const text of ['one\ntw', 'o\r\n\nthree\nfo', 'ur']) errors.push(Buffer.from(text));
    errors.end();
    expect(logged).toEqual(['one', 'two', 'three', 'four']);
    expect(errors.tail).toBe('two / three / four');
  });

  it('is bounded in the length of its lines and in their number', () => {
    const { errors, logged } = output();
    errors.push(Buffer.alloc(100_000, 'x'));
    errors.push(Buffer.from('\nshort\n'.repeat(500)));
    errors.end();
    expect(logged[0]).toHaveLength(1000);
    expect(logged).toHaveLength(101);
    expect(logged.at(-1)).toBe('(401 more lines)');
  });
});
