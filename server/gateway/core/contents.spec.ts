import { describe, expect, it } from '@jest/globals';
import { readMessage } from '../../wire/read-message.js';
import type { Address } from './address.js';
import { readdressed } from './contents.js';

const address = { asked: 'mcpj://res/a/eA', meant: 'x' } as Address;
const answer = (result: string) => readMessage(Buffer.from(`{"jsonrpc":"2.0","id":1,"result":${result}}`));
const text = (result: string, by = address) => readdressed(answer(result), by).bytes.toString();

describe('readdressed', () => {
  it('writes the URI that was asked for where the upstream has its own', () => {
    expect(text('{"contents":[{"uri":"x","n":1.0},{"text":"x", "uri":"\\u0078"},{"uri":"y"},7]}')).toBe(
      '{"jsonrpc":"2.0","id":1,"result":{"contents":[{"uri":"mcpj://res/a/eA","n":1.0},' +
        '{"text":"x", "uri":"mcpj://res/a/eA"},{"uri":"y"},7]}}',
    );
  });

  it.each(['{}', '{"contents":{}}', '{"contents":[]}', '{"contents":[{"uri":7}]}', '[]'])(
    'leaves %s as it is',
    (result) => expect(text(result)).toBe(answer(result).bytes.toString()),
  );

  it('leaves an answer alone whose URI was not changed', () => {
    const message = answer('{"contents":[{"uri":"x"}]}');
    expect(readdressed(message, { ...address, asked: 'x' })).toBe(message);
  });
});
