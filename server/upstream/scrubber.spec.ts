import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { errorResponse, resultResponse } from '../wire/build-message.js';
import { readMessage } from '../wire/read-message.js';
import { Scrubber } from './scrubber.js';

const URL_WITH_KEY = new URL('https://user:password@host/mcp?key=query-secret');
const scrubber = new Scrubber(
  { Authorization: 'Bearer to"ken', 'X-Key': 'key-1234', 'X-Mode': 'on' },
  URL_WITH_KEY,
);

describe('Scrubber', () => {
  it('takes out every value that was sent, and tokens behind their scheme', () => {
    const text = 'Bearer to"ken, to"ken, to\\"ken, key-1234, query-secret, user, password, on';
    expect(scrubber.text(text)).toBe('***, ***, ***, ***, ***, ***, ***, on');
  });

  it('makes one line of bounded length', () => {
    expect(scrubber.text(' a\n\tb ')).toBe('a b');
    expect(scrubber.text('x'.repeat(1000))).toHaveLength(301);
  });

  it('leaves messages alone but errors that hold a secret', () => {
    const result = readMessage(resultResponse('1', '{"text":"key-1234"}'));
    const error = readMessage(errorResponse({ id: '1', code: -1, message: 'no' }));
    expect(scrubber.message(result)).toBe(result);
    expect(scrubber.message(error)).toBe(error);
  });

  it('takes secrets out of errors, whatever they are, and keeps them errors', () => {
    const secret = fc.stringMatching(/^[a-z0-9.]{4,12}$/);
    fc.assert(
      fc.property(secret, fc.integer(), fc.json(), (token, code, data) => {
        const message = `refused ${token}`;
        const told = { code, message, data: [JSON.parse(data), token] };
        const error = readMessage(errorResponse({ id: '"a"', ...told }));
        const clean = new Scrubber({ Authorization: `Bearer ${token}` }, new URL('http://host/')).message(
          error,
        );
        const { error: fields } = JSON.parse(clean.bytes.toString()) as { error: typeof told };
        expect(clean).toMatchObject({ kind: 'error', id: '"a"' });
        expect(fields.code).toBe(code);
        expect(fields.message).not.toContain(token);
        expect(fields.data[1]).toBe('***');
      }),
    );
  });
});
