import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseExact } from '../../lib/exact-json.js';
import { type Parameter, parametersOf } from './parameters.js';

const line = ({ name, type, required, constraints, default: fallback }: Parameter) =>
  [
    name,
    type,
    required ? 'required' : 'optional',
    ...constraints,
    ...(fallback === undefined ? [] : [fallback]),
  ].join(' | ');

describe('the parameters of a tool', () => {
  it.each<[string, object, string]>([
    [
      'text',
      { type: 'string', minLength: 1, maxLength: 9, pattern: '^a' },
      'p | string | optional | at least 1 characters | at most 9 characters | matches ^a',
    ],
    [
      'a number',
      { type: 'integer', minimum: 0, exclusiveMaximum: 10, default: 5 },
      'p | integer | optional | at least 0 | less than 10 | 5',
    ],
    ['a choice', { enum: ['a', 'b', 1] }, 'p | string or number | optional | one of a, b, 1'],
    [
      'a list',
      { type: 'array', items: { type: 'string' }, maxItems: 3 },
      'p | list of string | optional | at most 3 items',
    ],
    ['a list of whatever', { type: 'array' }, 'p | list | optional'],
    ['several types', { type: ['string', 'null'] }, 'p | string or null | optional'],
    [
      'alternatives',
      { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'number' } }] },
      'p | string or list of number | optional',
    ],
    ['a constant', { const: true }, 'p | any | optional | always true'],
    ['anything', {}, 'p | any | optional'],
    ['true', true as unknown as object, 'p | any | optional'],
  ])('%s', (_, schema, expected) => {
    expect(parametersOf({ properties: { p: schema } }).map(line)).toEqual([expected]);
  });

  it('has the members of objects and lists of objects below them', () => {
    const schema = {
      required: ['filter'],
      properties: {
        filter: { type: 'object', required: ['state'], properties: { state: { type: 'string' } } },
        rows: { type: 'array', items: { type: 'object', properties: { id: { type: 'number' } } } },
      },
    };
    expect(parametersOf(schema).map(line)).toEqual([
      'filter | object | required',
      'filter.state | string | required',
      'rows | list of object | optional',
      'rows[].id | number | optional',
    ]);
  });

  it('follows references, also round in circles', () => {
    const schema = {
      properties: { node: { $ref: '#/$defs/Node', description: 'the root' }, lost: { $ref: '#/$defs/No' } },
      $defs: { Node: { type: 'object', properties: { next: { $ref: '#/$defs/Node' } } } },
    };
    expect(parametersOf(schema).map(line)).toEqual([
      'node | object | optional',
      'node.next | object | optional',
      'node.next.next | object | optional',
      'node.next.next.next | object | optional',
      'lost | any | optional',
    ]);
    expect(parametersOf(schema)[0]?.description).toBe('the root');
  });

  it('shows numbers as they were written', () => {
    const schema = parseExact('{"properties":{"p":{"maximum":9007199254740993,"default":1.0}}}') as object;
    expect(parametersOf({ ...schema }).map(line)).toEqual([
      'p | any | optional | at most 9007199254740993 | 1.0',
    ]);
  });

  it('are found in whatever an upstream calls a schema', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (properties) => {
        expect(parametersOf({ properties }).length).toBeGreaterThanOrEqual(Object.keys(properties).length);
      }),
    );
  });
});
