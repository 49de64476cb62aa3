import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { SERVER_FILE } from '../../../definitions/shapes.js';
import { problemsOf } from '../../../definitions/shape.js';
import { RegisterServerDto } from './register-server.dto.js';

const anything = fc.oneof(
  fc.constantFrom('', 'a', 'github', 'a__b', '*', '/etc/ca.pem', 'https://example.com/mcp', 'ftp://x', '\0'),
  fc.constantFrom('stateless', 'modern', 'auto', 'npx', 'Bearer x'),
  fc.integer({ min: -1, max: 100_000 }),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.constantFrom('a', '', '\0'), { maxLength: 2 }),
  fc.dictionary(
    fc.constantFrom('X-Key', 'Host', 'content-type', 'a b', 'A=B'),
    fc.constantFrom('v', '\n', '\0'),
  ),
);

const definitions = fc.record(
  Object.fromEntries([
    ...Object.keys(SERVER_FILE).map((field) => [field, anything] as const),
    ['name', fc.constantFrom<unknown>('github', 'a__b', 7)] as const,
    ['transport', fc.constantFrom('streamable_http', 'sse', 'stdio', 'smoke')] as const,
  ]),
  { requiredKeys: ['name', 'transport'] },
);

const OF_TYPE = /must be (text|a number|true or false|a list of text|an object of text)$/;

describe('the rules of definitions', () => {
  it('find wrong in a server what the server itself finds wrong', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const dto = plainToInstance(RegisterServerDto, definition);
        const wrong = validateSync(dto, { whitelist: true, forbidNonWhitelisted: true });
        const found = problemsOf(definition, SERVER_FILE);
        const fields = found.map(({ field }) => field);
        for (const { property } of wrong) expect(fields).toContain(property);
        const allowed = new Set(wrong.map(({ property }) => property));
        // A file has to say an empty list where one belongs, and nothing of another type that is as empty.
        const stricter = found.filter(({ field, problem }) => !allowed.has(field) && !OF_TYPE.test(problem));
        expect(stricter).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
