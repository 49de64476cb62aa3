import fc from 'fast-check';

const space = fc.stringMatching(/^[ \t\n\r]{0,2}$/);
const number = fc.oneof(
  fc.integer().map(String),
  fc.stringMatching(/^-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?$/),
  fc.constantFrom('1234567890123456789', '1.0', '1e400', '-0', '1E+2'),
);

/** A character of a string as a sender may write it: plain, escaped, or as UTF-16 code units in hex. */
const character = fc
  .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.boolean())
  .map(([text, hex]) => (hex ? escapeUnits(text) : JSON.stringify(text).slice(1, -1)));
const escape = fc.constantFrom('\\"', '\\\\', '\\/', '\\b', '\\f', '\\n', '\\r', '\\t', '\\ud800', '\\u0000');

/** A string as JSON text, written in one of the many ways JSON has for it. */
export const stringText = fc
  .array(fc.oneof({ weight: 6, arbitrary: character }, { weight: 1, arbitrary: escape }), { maxLength: 300 })
  .map((characters) => `"${characters.join('')}"`);

const key = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 8 }).map((text) => JSON.stringify(text)) },
  { weight: 1, arbitrary: stringText },
  { weight: 1, arbitrary: fc.constantFrom('"__proto__"', '"id"', '"n\\u0061me"', '"0"', '"constructor"') },
);

/** Any JSON document as text: every way of writing it, repeated and dangerous keys and huge numbers included. */
export const { value: jsonText, object: objectText } = fc.letrec<{ value: string; object: string }>(
  (tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom('true', 'false', 'null'),
      number,
      stringText,
      container(tie('value'), '[', ']'),
      tie('object'),
    ),
    object: container(
      fc
        .tuple(key, space, space, tie('value'))
        .map(([name, before, after, value]) => `${name}${before}:${after}${value}`),
      '{',
      '}',
    ),
  }),
);

function container(item: fc.Arbitrary<string>, open: string, close: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(fc.tuple(space, item, space), { maxLength: 5 }), space)
    .map(([items, inside]) => open + (items.map((parts) => parts.join('')).join(',') || inside) + close);
}

/** The bytes with some of them changed, removed or added: sometimes still JSON, mostly not. */
export function mutated(original: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  const byte = fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('{}[]":,\\ \n\0-+.eE0123u')));
  const change = fc.record({ at: fc.nat(), remove: fc.nat(2), insert: fc.array(byte, { maxLength: 2 }) });
  return fc.tuple(original, fc.array(change, { minLength: 1, maxLength: 3 })).map(([bytes, changes]) =>
    changes.reduce((current, { at, remove, insert }) => {
      const position = at % (current.length + 1);
      return Buffer.concat([
        current.subarray(0, position),
        Buffer.from(insert),
        current.subarray(position + remove),
      ]);
    }, bytes),
  );
}

function escapeUnits(text: string): string {
  return Array.from(
    { length: text.length },
    (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
