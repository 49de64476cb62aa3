import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalName } from '../common/names.js';
import { readItems } from './discovered-items.js';

const tool = (name: unknown, rest: object = {}) => JSON.stringify({ name, ...rest });

describe('readItems', () => {
  it('keeps definitions as they came', () => {
    const odd =
      '{ "inputSchema":{"type":"object","maximum":1e400, "x":12345678901234567890},"\\u006eame":"a" }';
    const { items, warnings } = readItems('s', 'tool', [odd]);
    expect(items).toMatchObject([{ name: 'a', definition: odd }]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['no name', '{"title":"x"}', 'has no name'],
    ['an empty name', tool(''), 'has no name'],
    ['a number as its name', tool(7), 'has no name'],
    ['a name nobody can store', tool('x'.repeat(256)), 'has a name of more than 255 characters'],
    ['a control character', tool('a\u0000b'), 'has control characters in its name'],
    ['half a character', '{"name":"\\ud800"}', 'has control characters in its name'],
    ['two names', '{"name":"a","name":"b"}', 'is not well-formed'],
    ['no JSON inside', '{"name":"a","x":{"y" 1}}', 'is not well-formed'],
    ['no object', '[1]', 'has no name'],
    ['the name of another', tool('good'), 'has the name of an earlier one, "good"'],
  ])('leaves out an item with %s, and says so', (_, definition, reason) => {
    const { items, warnings } = readItems('s', 'tool', [tool('good'), definition, tool('last')]);
    expect(items.map(({ name }) => name)).toEqual(['good', 'last']);
    expect(warnings).toEqual([`tool 2 is left out: it ${reason}`]);
  });

  it('leaves out what would go by the canonical name of another', () => {
    const hashed = canonicalName('s', 'a.b').slice('s__'.length);
    const { items, warnings } = readItems('s', 'tool', [tool('a.b'), tool(hashed)]);
    expect(items.map(({ name }) => name)).toEqual(['a.b']);
    expect(warnings).toHaveLength(1);
  });

  it('knows resources by URI and templates by URI template', () => {
    const resource = '{"uri":"file:///a","name":"A"}';
    expect(readItems('s', 'resource', [resource]).items[0]).toMatchObject({ name: 'file:///a' });
    const template = '{"uriTemplate":"file:///{a}","name":"A"}';
    expect(readItems('s', 'resource_template', [template]).items[0]).toMatchObject({ name: 'file:///{a}' });
  });

  it('sees through the order of keys, and nothing else', () => {
    const print = (definition: string) => readItems('s', 'tool', [definition]).items[0]?.fingerprint;
    const one = print('{"name":"a","inputSchema":{"type":"object","properties":{"x":{},"y":[1,2]}}}');
    expect(print('{"inputSchema":{"properties":{"y":[1,2],"x":{}},"type":"object"},"name":"a"}')).toBe(one);
    expect(print('{"inputSchema":{"properties":{"y":[2,1],"x":{}},"type":"object"},"name":"a"}')).not.toBe(
      one,
    );
    expect(print('{"name":"a","__proto__":{"x":1}}')).not.toBe(print('{"name":"a"}'));
  });

  it('takes whatever an upstream lists', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.json(), fc.string())), (definitions) => {
        const { items, warnings } = readItems('s', 'tool', definitions);
        expect(items.length + warnings.length).toBe(definitions.length);
      }),
    );
  });
});
